"""What docs/openapi.yaml cannot say of a body, made true in those that are drawn: of a pair of
numbers the first is the lesser, and an integer is written as one (JSON's `7.0` is an integer to a
schema).

schemathesis loads it. It must never make a wrong body right in any other way.
"""

import schemathesis


def _whole(value):
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@schemathesis.hook
def map_body(_, body):
    if isinstance(body, dict):
        if "base" in body:
            body["base"] = _whole(body["base"])
        if isinstance(body.get("lost"), list):
            body["lost"] = [
                sorted(map(_whole, gap))
                if isinstance(gap, list) and len(gap) == 2 and all(map(_number, gap)) else gap
                for gap in body["lost"]]
    return body
