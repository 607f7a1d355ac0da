### 首页、投诉页、导航和短信。

nav-home = 首页
nav-report = 提诉求
nav-mine = 我的诉求
nav-points = 积分
nav-me = 我的
nav-inbox = 诉求工单
nav-duty = 值班台
nav-visits = 走访
nav-notes = 社情民意
nav-file = 替人反映
nav-contacts = 联系党员
nav-units = 单位与岗位
nav-progress = 办理进度
nav-people = 人员
nav-catalogue = 目录
nav-journal = 审计
nav-open311 = Open311
nav-sign-in = 登录

home-title = 驿路
home-lead = 进门难、没处停车、换不了电、商家出餐慢、报酬拖欠——说给我们，一件一件办，办没办好您说了算。
home-report = 提诉求
home-in-hand = 我手上的诉求
home-file = 替人反映
home-mine = 我的诉求
home-progress = 查办理进度
home-sign-in = 登录
home-staff = 工作人员登录
home-urgent = 遇到危险先打 110、119、120，再来这里。
home-promise = 我们的承诺
home-promise-one = 一件诉求一个编号，几号之前答复，提交时就告诉您。
home-promise-two = 谁在办、办了多久，每一步都看得见。
home-promise-three = 到期没人管，自动升级到上一级。
home-promise-four = 解决没解决，由您确认；不满意可以退回重办。
home-promise-five = 姓名和电话加密保存，谁看过，您能查到。
home-demo = 这是示范城市，人和事都是编的。

complaint-title = 投诉与建议
complaint-lead = 对本平台或办理过程不满意，可以这样说：
complaint-report = 在线提意见
complaint-hotline = 拨打 12345 政务服务便民热线，全天有人接听。
complaint-scope = 对“不属受理范围”的认定不服，可以在诉求页面申请复核一次，由上一级重新认定。
complaint-rules = 本平台不要求打卡签到，不给个人排名，不统计在线时长，不发广告、不收佣金，不强制上传照片和行踪。发现有人这样要求您，请告诉我们。

notice-chain-taken = 【驿路】诉求 { $number } 交到您手上，请在时限内联系本人，办不了就交给支部。
notice-answered = 【驿路】您的诉求 { $number } 已答复，请登录查看，并告诉我们解决了没有。
notice-lapsed = 【驿路】您的诉求 { $number } 已办结。如果没有解决，仍可登录退回重办。
notice-out-of-scope = 【驿路】您的诉求 { $number } 不属本平台受理范围，该找谁已写在页面上。不同意可申请复核一次。
notice-scope-decided = 【驿路】您的诉求 { $number } 的复核有结果了，请登录查看。

nav-merchants = 商家等餐
home-merchants = 评价商家等餐
improvement-title = { $merchant }：出餐慢，请督促改进
improvement-opened = { $people } 名以上骑手近 { $days } 天在“{ $merchant }”取餐，等餐时间中位数超过 { $limit } 分钟。本件由系统按规则自动立案，没有提交人。好转标准：立案后仍有 { $people } 名以上骑手评价，中位数不超过 { $limit } 分钟；达到后自动办结，达不到继续督促。
improvement-reached = 立案后，{ $people } 名以上骑手近 { $days } 天在“{ $merchant }”取餐，等餐时间中位数已不超过 { $limit } 分钟，系统按规则自动办结。
improvement-published = 目前公布的数字：中位数 { $minutes } 分钟，{ $people } 名以上骑手。
notice-duty = 【驿路】紧急诉求 { $number } 等您接警，请立即打开值班台。
notice-duty-again = 【驿路】紧急诉求 { $number } 还没有人接警，已通知下一级。请立即打开值班台。
notice-check-unsolved = 【驿路】有骑手到现场看过您的诉求 { $number }，多数说没有解决。如果您也这样认为，可以登录重新打开。
nav-draws = 办结抽查
notice-unpaid = 【驿路】您的诉求 { $number } 有一期欠款到期没有付清，请登录查看。
