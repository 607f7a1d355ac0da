### 照片放行：先全部遮住，再由经办人一格一格看过、揭开。

event-photo-released = 放行了一张照片（部分画面已遮挡）
event-photo-withdrawn = 撤下了一张照片

desk-photo-title = 照片放行
desk-photo-choose = 选择可以公开的部分
desk-photo-how = 整张照片默认遮住。请看过原图后，只勾选没有人脸、车牌、门牌、单号的格子；也可以按住鼠标拖出一块。没勾的部分会从公开的图片里彻底抹掉。
desk-photo-original = 原图，只有办理人员能看到
desk-photo-cell = 第 { $row } 行第 { $column } 格可以公开
desk-photo-look = 预览
desk-photo-preview = 预览：公众将看到
desk-photo-preview-lead = 灰色部分在公开的图片里没有任何内容。确认没有能认出个人的东西，再放行。
desk-photo-nothing = 还没有揭开任何一格。请先勾选可以公开的格子，再预览。
desk-photo-release = 放行这张照片
desk-photo-released = 照片已放行
desk-photo-public = 公众现在看到的
desk-photo-withdraw = 撤下
desk-photo-withdrawn = 照片已撤下
desk-photo-is-public = 已公开（可重新遮挡或撤下）
desk-photo-is-not = 未公开（遮挡后放行）

photo-cells = 请写 0 到 47 之间的格子编号，至少一格

problem-case-no-such-photo = 没有这张照片
problem-case-no-such-photo-detail = 诉求里没有这张照片，或者它没有公开。请刷新后再看。
