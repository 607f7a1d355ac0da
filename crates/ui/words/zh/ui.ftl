### 各页共用的话。说给赶路的人听：短、明白、客气。

ui-site = 驿路
ui-skip = 跳到正文
ui-nav = 主要栏目
ui-back = 返回
ui-complaint = 投诉与建议
ui-size-large = 大字版
ui-size-normal = 标准版
ui-other-language = English

ui-error-prefix = 错误：
ui-error-summary = 还有 { $n } 处需要修改
ui-optional = （选填）
ui-continue = 下一步
ui-change = 修改
ui-receipt-number = 编号，请留存

ui-photo-busy = 正在压缩照片，请稍等……
ui-photo-too-many = 照片最多 { "{" }n{ "}" } 张，多出的没有加上。
ui-photo-remove = 移除
ui-locate = 用我现在的位置
ui-locate-wait = 正在定位……
ui-locate-ok = 位置已填好，您可以再改。
ui-locate-fail = 没能定位，请直接写地点。

ui-search = 查询
ui-filters-clear = 清除筛选
ui-previous = 上一页
ui-next = 下一页
ui-pager = 翻页
ui-select-all = 全选本页
ui-select-row = 选择
ui-selected = 对选中的：

ui-step-done = （已完成）
ui-step-now = （进行中）

ui-timeline = 办理经过
ui-holders = 谁在办
ui-held-now = 现由{ $who }办理，已 { $span }
ui-held-row = { $from } 起，{ $span }
ui-until-now = 至今

ui-days-hours = { $days } 天 { $hours } 小时
ui-days = { $days } 天
ui-hours = { $hours } 小时
ui-minutes = { $minutes } 分钟
ui-left = 剩余 { $span }
ui-overdue = 超时 { $span }
ui-as-of = 截至 { $when }

ui-chart-table = 查看数据表
ui-chart-item = 项目

ui-map-open = 在地图上选位置
ui-map-show = 在地图上看
ui-map-hint = 点一下地图，就填好位置。
ui-map-close = 收起地图
ui-map-fail = 地图没打开，请直接写地点。
ui-map-label = 地图
ui-map-in = 放大
ui-map-out = 缩小
ui-lat = 纬度
ui-lon = 经度

ui-live-stale = 网络断了，下面是 { "{" }t{ "}" } 的内容。连上后会自动更新。
ui-live-new = 有更新，已刷新。

ui-keys-title = 键盘操作
ui-keys-move = 上下移动
ui-keys-select = 选中或取消
ui-keys-open = 打开
ui-keys-search = 查找
ui-keys-help = 显示这个说明
ui-sending = 正在提交……
ui-draft-kept = 已为您找回上次没写完的内容。
