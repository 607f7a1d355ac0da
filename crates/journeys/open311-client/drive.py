"""Walks through a served city with somebody else's Open311 client, and compares what the two
formats say with a parser of Python's own. Prints one line of JSON; a mistake is an exception.

usage: drive.py SITE KEY
"""

import io
import itertools
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

# The client was written for Python 2, where this name still was.
itertools.ifilter = filter

import three  # noqa: E402

# Names of elements that hold a list.
LISTS = {
    "services", "service_requests", "service_request_updates", "errors", "attributes", "values",
    "endpoints", "formats",
}


def fetch(url, form=None):
    """Status, type and body, whatever the status is."""
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data)) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers["Content-Type"], answer.read()


def spark(element):
    """An element as JSON has it: the root and the names of list items vanish, empty is null."""
    if element.tag in LISTS:
        return [spark(child) for child in element]
    if len(element):
        return {child.tag: spark(child) for child in element}
    return element.text


def plain(value):
    """JSON without its types, for XML has none."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return value


def both(base, path, query="", status=200):
    """The JSON of a document, after comparing it with its XML."""
    got, kind, body = fetch(f"{base}{path}.json{query}")
    assert (got, kind) == (status, "application/json; charset=utf-8"), (path, got, kind, body)
    document = json.loads(body)
    got, kind, body = fetch(f"{base}{path}.xml{query}")
    assert (got, kind) == (status, "text/xml; charset=utf-8"), (path, got, kind, body)
    assert body.startswith(b'<?xml version="1.0" encoding="utf-8"?>'), body[:80]
    other = spark(ElementTree.fromstring(body))
    assert plain(document) == other, (path, document, other)
    return document


def main(site, key):
    base = f"{site}/open311/v2/"
    city = three.Three(base, api_key=key)
    discovery = city.discovery()
    assert discovery == both(f"{site}/open311/", "discovery") == both(base, "discovery")
    assert discovery["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    services = city.services()
    assert services == both(base, "services") and len(services) > 5
    for service in services:
        definition = city.services(service["service_code"])
        assert definition == both(base, f"services/{service['service_code']}")
        asked = definition["attributes"]
        assert (service["metadata"] is True) == bool(asked)
        assert [one["order"] for one in asked] == list(range(1, len(asked) + 1))
        for one in asked:
            assert bool(one["values"]) == (one["datatype"] == "singlevaluelist")
    sent = city.post(
        "parking", lat="30.25918", long="120.16020", name="Zach Williams", phone="13800001234",
        description="饭点门口 <b>没有</b> 地方停车 & 老被贴条\r\n每天都这样", **{"attribute[towed]": "no"})
    number = sent[0]["service_request_id"]
    request = city.request(number)
    assert request == both(base, f"requests/{number}")
    assert request[0]["status"] == "open" and request[0]["service_code"] == "parking"
    told = json.dumps(request, ensure_ascii=False)
    assert "贴条" not in told and "Zach" not in told and "1380000" not in told, told
    assert request[0]["media_url"] is None
    assert city.token(number)[0]["service_request_id"] == number
    with_photo = city.post(
        "gate-access", address="上城区湖滨街道延安路1号", media=io.BytesIO(photo()),
        description="南门不让骑手进", **{"attribute[compound]": "桂花苑"})
    assert city.request(with_photo[0]["service_request_id"])[0]["address_id"] == "330102003"
    listed = city.requests("parking", count=20)
    assert number in [one["service_request_id"] for one in listed] and len(listed) <= 20
    assert listed == both(base, "requests", "?service_code=parking&page_size=20")
    closed = both(base, "requests", "?status=closed&page_size=50")
    assert closed and {one["status"] for one in closed} == {"closed"}
    offered = {one["service_code"] for one in services}
    everything = both(base, "requests")
    assert len(everything) <= 1000 and {one["service_code"] for one in everything} <= offered
    updates = both(base, "servicerequestupdates", f"?api_key={key}")
    refused(base, key)
    print(json.dumps({
        "number": number, "services": len(services), "requests": len(everything),
        "updates": len(updates),
    }))


def photo():
    """The smallest picture that is one: a white pixel, PNG."""
    import base64
    return base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==")


def refused(base, key):
    """Each refusal in both formats, with its status."""
    for path, query, status in [
        ("requests/261121-NOTONE-X", "", 404), ("services/nothing", "", 404),
        ("services/injury", "", 404), ("tokens/nothing", "", 404),
        ("services", "?jurisdiction_id=sfgov.org", 404), ("requests", "?status=perhaps", 400),
        ("requests", "?start_date=yesterday", 400),
        ("requests", "?start_date=2026-01-01T00:00:00Z&end_date=2026-08-01T00:00:00Z", 400),
        ("servicerequestupdates", "", 403),
    ]:
        for error in both(base, path, query, status):
            assert error["code"] == status and error["description"], (path, error)
    place = {"lat": "30.25918", "long": "120.16020"}
    whole = {"service_code": "parking", "description": "饭点门口没有地方停车", **place}
    for form, status in [
        (whole, 403), ({**whole, "api_key": "wrong"}, 403),
        ({**whole, "api_key": key, "service_code": "nothing"}, 404),
        ({**whole, "api_key": key, "service_code": "injury"}, 404),
        ({**whole, "api_key": key, "service_code": ""}, 400),
        ({**whole, "api_key": key, "lat": "39.9", "long": "116.4"}, 400),
        ({**whole, "api_key": key, "long": ""}, 400),
        ({"service_code": "parking", "description": "没有地方停车", "api_key": key}, 400),
        ({**whole, "api_key": key, "attribute[nothing]": "1"}, 400),
        ({**whole, "api_key": key, "attribute[vehicle]": "rocket"}, 400),
    ]:
        for ending in ("json", "xml"):
            got, _, body = fetch(f"{base}requests.{ending}", form)
            assert got == status, (form, got, body)
            errors = json.loads(body) if ending == "json" else spark(ElementTree.fromstring(body))
            assert int(errors[0]["code"]) == status and errors[0]["description"], errors


if __name__ == "__main__":
    main(*sys.argv[1:])
