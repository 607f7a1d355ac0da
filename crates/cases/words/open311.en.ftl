### Other programs report and read by the Open311 contract; an administrator issues keys.

open311-contact = { $unit }, { $site }
open311-key-service = Ask the administrator of { $unit } for a key: { $site }/admin/open311
open311-promise = Answer promised by { $by }.
open311-not-kept = Names, telephones and mail addresses were not kept; follow the request by its number.
open311-no-words = { $service } (sent by another program without words)
open311-media = Photo at: { $url }
open311-phone = mobile number of 11 digits, or a landline with its area code
open311-whole = whole number, not negative
open311-fen = whole number of fen (100 fen are one yuan)
open311-day = a day such as 2026-11-21; of a time, its day in China Standard Time counts

## What is wrong

open311-not-a-time = { $name }: not a time with its zone; write it as 2026-11-21T09:30:00+08:00
open311-not-a-number = { $name }: write a whole number from 1 to { $max }
open311-no-jurisdiction = jurisdiction_id: { $id } is not served here; leave it out or write { $city }
open311-no-service = service_code: there is no { $code }; see services
open311-confidential = service_code: { $code } is confidential and not taken over Open311; the person reports it at { $site }/report
open311-service-missing = service_code: is required
open311-no-request = service_request_id: there is no { $id }, or cases of its kind are not public
open311-no-token = token: there is no { $id }, or cases of its kind are not public
open311-no-status = status: { $status } is neither open nor closed
open311-span = start_date, end_date: the end must not come first, nor more than { $n } days later
open311-too-often = this key was used too often in this hour; come back in { $n } seconds
open311-key-missing = api_key: is required
open311-key-unknown = api_key: there is no such key, or it was ended
open311-address-long = address_string: longer than 200 characters; shorten it
open311-no-address-id = address_id: not the code of a street, community or grid served here
open311-outside = lat, long: outside the area served here
open311-no-geometry = lat, long: areas cannot be told from positions here yet; send address_id or address_string too
open311-no-place = one of lat with long, address_string or address_id is required
open311-no-address = address_string: names no street or community that is known; name the street, or send address_id
open311-half-a-position = lat, long: send both or neither
open311-no-position = lat, long: not a WGS-84 latitude and longitude
open311-media-url = media_url: must be an http or https address of at most 500 characters
open311-attribute-twice = attribute[{ $code }]: takes one value
open311-again = this request met another of the same id; send it again
open311-id-missing = service_request_id: is required
open311-update-text = description: write 2 to 500 characters

## Keys

open311-keys = Open311 keys
open311-keys-lead = A program with a key may report for others; reading what is public needs none. A key may be used 600 times an hour.
open311-key-name = For which program
open311-key-name-hint = Lower-case letters, figures and dashes, such as cycling-club; it stands in the source of what the program reports. Issuing under a name again ends the old key at once.
open311-key-name-wrong = Write 2 to 40 lower-case letters, figures or dashes
open311-key-issue = Issue a key
open311-key-issued = The key of { $name }, shown this once; hand it over now:
open311-key-since = Issued
open311-key-state = State
open311-key-live = in use
open311-key-ended = ended
open311-key-revoke = End it
open311-key-revoked = The key was ended
open311-keys-none = No key has been issued yet
open311-keys-none-why = When a partner's program shall report here, issue one below.
