// placeholder sent-once
'use strict'; void 0 // sent-once sent-once sent-once sent-once sent-once sent-once sent-once sent-once sent-once sent-once sent-once sent-once sent-once sent-once sent-once
