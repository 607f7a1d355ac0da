//! Who speaks: the heads that chat programs put before a message when it is copied.

/// How a line begins: with whom, and what follows on the same line.
#[derive(Debug, PartialEq, Eq)]
pub enum Head<'l> {
    /// `张三 12:03`, `12:03 张三：来了`, `张三：` alone.
    Speaker(&'l str, &'l str),
    /// `张三：来了`: a speaker if anything else says so, for `地址：东门` looks alike.
    Perhaps(&'l str, &'l str),
    /// A line between days, or what the program itself says: nobody's words.
    Nothing,
    Words(&'l str),
}

const NAME_MAX: usize = 20;

/// What the chat program says of its own accord.
const PROGRAM: [&str; 7] = [
    "撤回了一条消息",
    "加入了群聊",
    "移出了群聊",
    "拍了拍",
    "修改群名为",
    "以下是新消息",
    "领取了你的红包",
];

/// Reads the head of a trimmed line.
pub fn head(line: &str) -> Head<'_> {
    let inner =
        line.trim_matches(|c: char| matches!(c, '—' | '-' | '–' | '─' | '=') || c.is_whitespace());
    let is_rule = inner.len() < line.len()
        && inner.split_whitespace().all(|word| is_day(word) || is_clock(word));
    if is_rule || PROGRAM.iter().any(|said| line.contains(said)) {
        return Head::Nothing;
    }
    if let Some(name) = without_time(line) {
        let name = name.trim_end_matches([':', '：']).trim();
        return match name {
            "" => Head::Nothing,
            name if is_name(name) => Head::Speaker(name, ""),
            _ => Head::Words(line),
        };
    }
    let timed = after_time(line);
    let rest = timed.unwrap_or(line);
    let Some((name, said)) = rest.split_once(['：', ':']) else {
        // `12:03 张三` with the words on the next line.
        return match timed {
            Some(name) if looks_like_a_person(name) => Head::Speaker(name, ""),
            _ => Head::Words(line),
        };
    };
    let (name, said) = (name.trim(), said.trim());
    if !is_name(name) {
        return Head::Words(line);
    }
    if timed.is_some() { Head::Speaker(name, said) } else { Head::Perhaps(name, said) }
}

fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    (1..=NAME_MAX).contains(&length)
        && !text
            .chars()
            .any(|c| matches!(c, '。' | '，' | '！' | '？' | '；' | ',' | '!' | '?' | '/'))
        && !text.chars().all(|c| c.is_ascii_digit())
}

/// The line without the time at its end; `None` when it ends in none.
fn without_time(line: &str) -> Option<&str> {
    let (rest, last) = split_last(line);
    if !is_clock(last) {
        return None;
    }
    let mut rest = rest;
    loop {
        let (before, word) = split_last(rest);
        if !is_day(word) {
            return Some(rest);
        }
        rest = before;
    }
}

/// The line without the time at its beginning, brackets and all.
fn after_time(line: &str) -> Option<&str> {
    let mut rest = line.trim_start_matches(['[', '【', '(', '（']);
    let mut timed = false;
    while let Some((word, after)) = first_word(rest) {
        if is_clock(word) {
            timed = true;
        } else if !is_day(word) {
            break;
        }
        rest = after;
    }
    timed.then_some(rest)
}

fn first_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ']' | '】' | ')' | '）'))?;
    let after = text[end..]
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ']' | '】' | ')' | '）'));
    Some((&text[..end], after))
}

fn split_last(text: &str) -> (&str, &str) {
    let text = text.trim_end();
    text.rsplit_once(char::is_whitespace).map_or(("", text), |(rest, last)| (rest.trim_end(), last))
}

/// `12:03`, `12:03:22`, `下午3:20`.
fn is_clock(word: &str) -> bool {
    const PARTS: [&str; 6] = ["上午", "下午", "晚上", "凌晨", "中午", "早上"];
    let word = PARTS.iter().find_map(|part| word.strip_prefix(part)).unwrap_or(word);
    let word = word.trim_end_matches([':', '：', ']', '】', ')', '）']);
    let numbers: Vec<&str> = word.split([':', '：']).collect();
    let two =
        |text: &&str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    (2..=3).contains(&numbers.len()) && numbers.iter().all(two)
}

/// `2026-11-21`, `11/21`, `11月21日`, `昨天`, `星期六`.
fn is_day(word: &str) -> bool {
    const DAYS: [&str; 9] =
        ["昨天", "前天", "今天", "上午", "下午", "晚上", "凌晨", "中午", "早上"];
    if DAYS.contains(&word) || word.starts_with("星期") || word.starts_with("周") {
        return word.chars().count() <= 3;
    }
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let marks = word.chars().filter(|c| matches!(c, '-' | '/' | '.' | '年' | '月' | '日')).count();
    digits >= 2 && marks >= 1 && digits + marks == word.chars().count()
}

/// Surnames that most people here have.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";

/// How a line ends that announces what follows, and is nobody's name.
pub fn announces(line: &str) -> bool {
    const ENDS: [&str; 10] =
        ["如下", "情况", "问题", "说明", "以下", "包括", "要求", "建议", "诉求", "原因"];
    ENDS.iter().any(|end| line.ends_with(end))
}

/// Words before a colon that begin like a surname and name nobody.
const LABELS: [&str; 22] = [
    "方法", "方案", "方向", "地址", "时间", "电话", "地点", "石头", "万一", "白天", "马路", "高度",
    "高峰", "金额", "江边", "段落", "向上", "任务", "程序", "钱数", "严重", "夏天",
];

/// Whether a word before a colon is a person's name by its look: 张三, 李师傅, 王小明.
pub fn looks_like_a_person(name: &str) -> bool {
    let length = name.chars().count();
    let titled = ["师傅", "大哥", "老师", "站长", "队长", "骑手", "经理"]
        .iter()
        .any(|it| name.ends_with(it));
    let surname = name.chars().next().is_some_and(|first| SURNAMES.contains(first));
    let chinese = name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    chinese
        && (titled && length <= 5
            || surname && (2..=3).contains(&length) && !LABELS.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::{Head::*, *};

    #[test]
    fn heads_of_the_usual_programs_are_read() {
        for (line, expected) in [
            ("张三 12:03", Speaker("张三", "")),
            ("张三  2026/11/21 12:03:22", Speaker("张三", "")),
            ("东门-李师傅 昨天 下午 3:20", Speaker("东门-李师傅", "")),
            ("A团骑手小王 11月21日 下午3:20", Speaker("A团骑手小王", "")),
            ("[2026-11-21 12:03] 张三: 门口又锁了", Speaker("张三", "门口又锁了")),
            ("12:03 张三", Speaker("张三", "")),
            ("12:03 门口又锁了", Words("12:03 门口又锁了")),
            ("张三:", Perhaps("张三", "")),
            ("张三：门口又锁了", Perhaps("张三", "门口又锁了")),
            ("地址：幸福里东门", Perhaps("地址", "幸福里东门")),
            ("—————  2026-11-21  —————", Nothing),
            ("12:03", Nothing),
            ("“李四”撤回了一条消息", Nothing),
            ("门口又锁了，谁管管", Words("门口又锁了，谁管管")),
        ] {
            assert_eq!(head(line), expected, "{line}");
        }
    }

    #[test]
    fn people_are_told_from_labels() {
        for name in ["张三", "王小明", "李师傅", "东站站长"] {
            assert!(looks_like_a_person(name), "{name}");
        }
        for label in ["地址", "时间", "方法", "问题", "高峰", "Tom"] {
            assert!(!looks_like_a_person(label), "{label}");
        }
    }
}
