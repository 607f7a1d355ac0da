"""Reads our passes with somebody else's CWT library, and makes passes of its own with the same key.

usage: drive.py KEYS.json < PASSES    KEYS.json: our file of keys; PASSES: `Y1` texts, one a line

Prints one line of JSON: what the library read in each pass, and the texts of the passes that it
made: good ones first, then some that must be refused, by the reason. A mistake is an exception.
"""

import json
import sys

import cbor2
import cwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cwt import COSE, COSEKey

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
ISSUER, AUDIENCE, EXPIRES, NOT_BEFORE, CTI, SCOPE = 1, 3, 4, 5, 7, -70001


def read45(text):
    """Base45 (RFC 9285)."""
    out = b""
    for at in range(0, len(text), 3):
        digits = [ALPHABET.index(one) for one in text[at:at + 3]]
        number = sum(digit * 45 ** place for place, digit in enumerate(digits))
        out += number.to_bytes(len(digits) - 1, "big")
    return out


def write45(data):
    out = ""
    for at in range(0, len(data), 2):
        pair = data[at:at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            out += ALPHABET[digit]
    return out


def key_of(jwk, secret):
    """The library wants its own spelling of a key; ours has members that it need not know."""
    known = {name: jwk[name] for name in ("kty", "crv", "x", "y", "alg", "d") if name in jwk}
    if not secret:
        known.pop("d", None)
    key = COSEKey.from_jwk({**known, "kid": jwk["kid"], "key_ops": ["sign" if secret else "verify"]})
    # `kid` of a JWK is text; in our passes it is the two bytes that the text spells.
    return COSEKey.new({**key.to_dict(), 2: bytes.fromhex(jwk["kid"])})


def stranger(jwk):
    """Another key of the same kind, under the same name."""
    if jwk["alg"] == "ES256":
        drawn = ec.generate_private_key(ec.SECP256R1())
    else:
        drawn = ed25519.Ed25519PrivateKey.generate()
    pem = drawn.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption())
    return COSEKey.from_pem(pem, alg=jwk["alg"], kid=bytes.fromhex(jwk["kid"]))


def read(text, key):
    """Tagged, as RFC 8392 allows and this library asks; our passes leave the tag out."""
    assert text.startswith("Y1:"), text
    token = b"\xd2" + read45(text[3:])
    return cwt.decode(token, key), token


def altered(token, at):
    return token[:at] + bytes([token[at] ^ 1]) + token[at + 1:]


def main(path):
    with open(path, encoding="utf-8") as file:
        jwk = json.load(file)["keys"][-1]
    public, secret = key_of(jwk, False), key_of(jwk, True)
    claims = []
    for line in sys.stdin:
        found, token = read(line.rstrip("\n"), public)
        claims.append(found)
        for at in (40, len(token) - 5):
            try:
                cwt.decode(altered(token, at), public)
            except Exception:  # noqa: BLE001 (the library has several for this)
                continue
            raise AssertionError(f"byte {at} was altered and nobody noticed")

    def made(changes, protected=None, unprotected=None, key=secret):
        payload = {**claims[0], **changes}
        payload = {name: value for name, value in payload.items() if value is not None}
        header = {1: {"ES256": -7, "EdDSA": -8}[jwk["alg"]], 4: bytes.fromhex(jwk["kid"])}
        sender = COSE.new(alg_auto_inclusion=False, kid_auto_inclusion=False)
        token = sender.encode_and_sign(
            cbor2.dumps(payload), key, protected={**header, **(protected or {})},
            unprotected=unprotected or {})
        # Without the tag.
        return "Y1:" + write45(token[1:])

    other = stranger(jwk)
    cti = claims[0][CTI]
    print(json.dumps({
        "read": [{str(name): value.hex() if isinstance(value, bytes) else value
                  for name, value in one.items()} for one in claims],
        "made": [made({}), made({CTI: bytes(4) + cti[4:]}), made({6: claims[0][NOT_BEFORE]})],
        "refused": {
            "reject_expired": made({
                NOT_BEFORE: claims[0][NOT_BEFORE] - 7200,
                EXPIRES: claims[0][NOT_BEFORE] - 3600,
            }),
            "reject_aud": made({AUDIENCE: "meet"}),
            "reject_claims": made({EXPIRES: None}),
            "reject_format": made({}, unprotected={3: 0}),
            "reject_kid": made({}, protected={4: b"\x00\x00"}),
            "reject_signature": made({}, key=other),
        },
    }))


if __name__ == "__main__":
    main(*sys.argv[1:])
