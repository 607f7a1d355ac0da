// The demo city as a process of its own.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const START_MILLISECONDS = 600_000;
const binary = process.env.YILU_BIN ?? fileURLToPath(new URL('../../../../target/debug/yilu', import.meta.url));

/**
 * Runs `yilu demo` on a free port and reads its links: any line of standard output that holds an
 * address, under the line's first word. The city serves when the first link has answered.
 */
export async function startDemo(data, days) {
  const city = spawn(binary, ['demo', '--days', String(days), '--listen', '127.0.0.1:0', '--data', data], {
    env: { YILU_LOG: 'warn', ...process.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const links = new Map();
  const lines = createInterface({ input: city.stdout });
  const ready = new Promise((resolve, reject) => {
    let quiet;
    const timer = setTimeout(() => reject(new Error('the demo printed no link in time')), START_MILLISECONDS);
    lines.on('line', (line) => {
      const address = line.match(/https?:\/\/\S+/)?.[0];
      if (!address) return;
      links.set(line.trim().split(/[\s:]+/)[0], address);
      clearTimeout(timer);
      clearTimeout(quiet);
      quiet = setTimeout(resolve, 1000);
    });
    city.on('exit', (code) => reject(new Error(`the demo ended with code ${code}`)));
    city.on('error', reject);
  });
  try {
    await ready;
  } catch (error) {
    city.kill('SIGTERM');
    throw error;
  }
  return { city, links };
}
