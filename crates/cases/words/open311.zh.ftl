### 其他程序按 Open311 报送和查询；钥匙由管理员发放。

open311-contact = { $unit }，{ $site }
open311-key-service = 请向{ $unit }的系统管理员申请钥匙：{ $site }/admin/open311
open311-promise = 承诺 { $by } 前答复。
open311-not-kept = 姓名、电话、邮箱等个人信息没有保存，请凭编号查询办理情况。
open311-no-words = { $service }（其他程序报送，没有文字说明）
open311-media = 照片地址：{ $url }
open311-phone = 11 位手机号，或带区号的座机号
open311-whole = 整数，不小于零
open311-fen = 以分为单位的整数（1 元写 100）
open311-day = 日期，如 2026-11-21；写了时刻的，按北京时间取日期

## 哪里不对

open311-not-a-time = { $name }：不是带时区的时间，请写成 2026-11-21T09:30:00+08:00
open311-not-a-number = { $name }：请写 1 到 { $max } 的整数
open311-no-jurisdiction = jurisdiction_id：这里没有 { $id }。可以不填，或填 { $city }
open311-no-service = service_code：没有 { $code } 这一项，可用的见 services
open311-confidential = service_code：{ $code } 涉及个人隐私，不通过 Open311 办理。请本人在 { $site }/report 上报
open311-service-missing = service_code：必须填写
open311-no-request = service_request_id：没有编号 { $id }，或这类诉求不公开
open311-no-token = token：没有 { $id }，或这类诉求不公开
open311-no-status = status：{ $status } 不是 open 或 closed
open311-span = start_date、end_date：后者不能早于前者，相隔不能超过 { $n } 天
open311-too-often = 这把钥匙这一小时用得太多，请过 { $n } 秒再来
open311-key-missing = api_key：必须填写
open311-key-unknown = api_key：没有这把钥匙，或已停用
open311-address-long = address_string：超过 200 个字，请缩短
open311-no-address-id = address_id：不是本地街道、社区或网格的区划代码
open311-outside = lat、long：不在本地服务范围内
open311-no-geometry = lat、long：这里还不能由坐标判断辖区，请同时填写 address_id 或 address_string
open311-no-place = lat 和 long、address_string、address_id 三样中必须有一样
open311-no-address = address_string：认不出是哪个街道或社区，请写明街道名，或改填 address_id
open311-half-a-position = lat、long：要么都填，要么都不填
open311-no-position = lat、long：不是 WGS-84 的纬度和经度
open311-media-url = media_url：必须是 http 或 https 开头的网址，不超过 500 个字符
open311-attribute-twice = attribute[{ $code }]：只能填一个值
open311-again = 这一次报送与另一次冲突，请重新发送
open311-id-missing = service_request_id：必须填写
open311-update-text = description：请写 2 到 500 个字

## 钥匙

open311-keys = Open311 钥匙
open311-keys-lead = 有钥匙的程序可以代人报送诉求；查询公开的诉求不需要钥匙。每把钥匙每小时最多用 600 次。
open311-key-name = 给哪个程序
open311-key-name-hint = 小写英文字母、数字和短横线，如 cycling-club；会写在它报送的诉求的来源里。用已有的名字再发一次，旧钥匙立即失效。
open311-key-name-wrong = 请写 2 到 40 个小写英文字母、数字或短横线
open311-key-issue = 发钥匙
open311-key-issued = { $name } 的钥匙，只显示这一次，请马上交给对方：
open311-key-since = 发放时间
open311-key-state = 状态
open311-key-live = 可用
open311-key-ended = 已停用
open311-key-revoke = 停用
open311-key-revoked = 钥匙已停用
open311-keys-none = 还没有发过钥匙
open311-keys-none-why = 合作的程序要报送诉求时，在下面给它发一把。
