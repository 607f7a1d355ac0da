### 照片放行：先全部遮住，再由经办人一格一格看过、揭开。

event-photo-released = 放行了一张照片（部分画面已遮挡）
event-photo-withdrawn = 撤下了一张照片
desk-photo-is-public = 已公开（可重新遮挡或撤下）
desk-photo-is-not = 未公开（遮挡后放行）
problem-case-no-such-photo = 没有这张照片
problem-case-no-such-photo-detail = 诉求里没有这张照片，或者它没有公开。请刷新后再看。
