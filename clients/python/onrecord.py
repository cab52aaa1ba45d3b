"""A client of OnRecord in one file, of Python's standard library alone (3.9 and newer): see README.md.

    from onrecord import OnRecord
    client = OnRecord("http://127.0.0.1:3000")
    for claim in client.claims.list(agency="minneapolis-pd", issuedOn__gte="2025-12-01"):
        print(claim["proposition"])
"""

import base64
import hashlib
import hmac
import http.client
import json
import random
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from email.utils import parsedate_to_datetime

__version__ = "0.1.0"

OPERATORS = ("not", "gt", "gte", "lt", "lte", "exists", "contains")
# What is text as a whole, whatever stands in it.
WHOLE = ("q", "citation", "reason", "after", "before", "asOf", "on")


class OnRecordError(Exception):
    """The service refused, or did not answer: `status` is 0 then."""

    def __init__(self, status, code, title, detail, errors=(), request_id=None, retry_after=None):
        super().__init__(f"{title}: {detail}")
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.errors = list(errors)
        self.request_id = request_id
        self.retry_after = retry_after


class ValidationError(OnRecordError):
    """400 and 422: a parameter, a cursor or a body is not valid, or breaks a rule of the record."""


class UnauthorizedError(OnRecordError):
    """401: the key is missing or not valid."""


class ForbiddenError(OnRecordError):
    """403: the key lacks a scope, which `detail` names."""


class NotFoundError(OnRecordError):
    """404: it never existed, or is not public."""


class GoneError(OnRecordError):
    """410: it was withdrawn; `detail` says when and why."""

    @property
    def reason(self):
        """Why, in the editors' words."""
        told = r".*? was withdrawn on \S+: (.*?)\.?(?: It went with .*?\.)? Its revisions remain"
        found = re.match(told, self.detail, re.S)
        return found.group(1) if found else None


class ConflictError(OnRecordError):
    """409: it conflicts with what is on record."""


class StaleError(ConflictError):
    """412: it was changed since it was read. Read it again."""


class RateLimitedError(OnRecordError):
    """429: more is asked than the rate limit allows; `retry_after` says when there is more."""


class UnavailableError(OnRecordError):
    """502, 503, 504: the service, or what stands before it, cannot answer just now."""


class MergedError(OnRecordError):
    """308, with `merged="error"`: the row is part of another, at `location`."""

    location = None


class ConnectionFailed(OnRecordError):
    """There was no answer, or not all of it."""


class GraphqlError(OnRecordError):
    """A GraphQL operation was refused, or some of its fields failed: `errors`, and `data` beside them."""

    data = None


class WebhookError(Exception):
    """A webhook that is not signed by whoever has the secret, or is too old."""


CLASSES = {
    308: MergedError,
    400: ValidationError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    410: GoneError,
    412: StaleError,
    422: ValidationError,
    429: RateLimitedError,
    502: UnavailableError,
    503: UnavailableError,
    504: UnavailableError,
}


def query_string(query):
    """`issuedOn__gte="2025"` is `issuedOn[gte]=2025`; lists are values separated by commas."""
    pairs = []
    for name, value in query.items():
        if value is None:
            continue
        base, _, operator = name.partition("__")
        if operator and operator not in OPERATORS:
            raise TypeError(f"{name}: there is no operator {operator}")
        plain = _text(value) if base in WHOLE and not operator else _listed(value)
        pairs.append((f"{base}[{operator}]" if operator else base, plain))
    return "?" + urllib.parse.urlencode(pairs) if pairs else ""


def _listed(value):
    values = value if isinstance(value, (list, tuple, set)) else [value]
    return ",".join(_quoted(_text(each)) for each in values)


def _quoted(text):
    return '"' + text.replace('"', '""') + '"' if re.search('[",]', text) else text


def _text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _segment(text):
    return urllib.parse.quote(str(text), safe="")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Transport:
    """Requests and their answers: the key, the time limit, attempts after a failure."""

    most_redirects = 5

    def __init__(self, base_url, key=None, retries=3, timeout=30, longest_wait=60):
        self.base_url = base_url.rstrip("/")
        self.key = key
        self.retries = retries
        self.timeout = timeout
        self.longest_wait = longest_wait
        self.opener = urllib.request.build_opener(_NoRedirect)

    def json(self, method, path, query=None, body=None, headers=None, repeat=None, follow=True):
        def read(response):
            text = response.read()
            return json.loads(text) if text else None

        return self.attempts(method, path, query, body, headers, repeat, follow, read)

    def stream(self, path, query=None):
        headers = {"Accept": "*/*"}
        return self.attempts("GET", path, query, None, headers, None, True, lambda answer: answer)

    def attempts(self, method, path, query, body, headers, repeat, follow, read):
        """`repeat` is `lost`, `guarded` or `refused`, as in the TypeScript client."""
        rule = repeat or ("lost" if method == "GET" else "refused")
        request = self._request(method, path + query_string(query or {}), body, headers or {})
        for attempt in range(self.retries + 1):
            try:
                return self._once(request, follow, read)
            except OnRecordError as error:
                spread = random.random() * min(8, 0.25 * 2**attempt)
                wait = (error.retry_after or 0) + spread
                if attempt == self.retries or wait > self.longest_wait or not _may(rule, error):
                    raise
            time.sleep(wait)

    def _request(self, method, path, body, headers):
        given = {"Accept": "application/json", "User-Agent": f"onrecord-python/{__version__}"}
        if body is not None:
            kind = "merge-patch+json" if method == "PATCH" else "json"
            given["Content-Type"] = f"application/{kind}"
        if self.key is not None:
            given["Authorization"] = f"Bearer {self.key}"
        data = None if body is None else json.dumps(body).encode()
        return urllib.request.Request(
            self.base_url + path, data, {**given, **headers}, method=method
        )

    def _once(self, request, follow, read, redirects=0):
        try:
            return read(self.opener.open(request, timeout=self.timeout))
        except urllib.error.HTTPError as answer:
            location = answer.headers.get("Location")
            if answer.code != 308 or not follow or redirects == self.most_redirects:
                raise _error_of(answer) from None
            answer.close()
            target = urllib.parse.urljoin(request.full_url, location)
            if not target.startswith(self.base_url + "/"):
                raise ConnectionFailed(
                    0, "connection_failed", "No answer", f"a redirect to {target} is not followed"
                ) from None
            there = urllib.request.Request(
                target, request.data, dict(request.header_items()), method=request.get_method()
            )
            return self._once(there, follow, read, redirects + 1)
        except (OSError, http.client.HTTPException) as error:
            raise _connection_failed(error) from error


def _connection_failed(error):
    cause = getattr(error, "reason", error)
    timed_out = isinstance(cause, TimeoutError) or "timed out" in str(cause)
    code = "timed_out" if timed_out else "connection_failed"
    return ConnectionFailed(0, code, "No answer", str(cause) or type(cause).__name__)


def _may(rule, error):
    """Whether another attempt does no harm."""
    refused = isinstance(getattr(error.__cause__, "reason", None), ConnectionRefusedError)
    if error.status == 429 or error.code == "overloaded" or refused:
        return True
    if rule == "refused":
        return False
    if error.status == 503:
        return True
    return rule == "lost" and (isinstance(error, ConnectionFailed) or error.status in (502, 504))


def _error_of(answer):
    """What an answer tells. A proxy on the way may have answered in words of its own."""
    status, headers = answer.code, answer.headers
    try:
        problem = json.loads(answer.read())
    except (ValueError, OSError, http.client.HTTPException):
        problem = {}
    problem = problem if isinstance(problem, dict) else {}
    merged = {"code": "merged", "title": "The row is part of another"} if status == 308 else {}
    error = CLASSES.get(status, OnRecordError)(
        status,
        problem.get("code") or merged.get("code") or f"http_{status}",
        problem.get("title") or merged.get("title") or f"HTTP {status}",
        problem.get("detail") or headers.get("Location") or answer.reason,
        problem.get("errors") or (),
        problem.get("requestId") or headers.get("X-Request-Id"),
        _seconds(headers.get("Retry-After")),
    )
    if isinstance(error, MergedError):
        error.location = headers.get("Location")
    return error


def _seconds(header):
    """`Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3)."""
    if header is None:
        return None
    try:
        if header.isdigit():
            return int(header)
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


class Page:
    """One page: `data`, `next`, `prev`, `meta`. Iterated, its rows and those of all pages after it."""

    def __init__(self, answer, turn):
        page = answer["page"]
        self.data = answer["data"]
        self.meta = answer.get("meta")
        self.next = page["next"]
        self.prev = page.get("prev")
        self._turn = turn

    def next_page(self):
        return None if self.next is None else self._turn("after", self.next)

    def previous_page(self):
        return None if self.prev is None else self._turn("before", self.prev)

    def __iter__(self):
        page = self
        while page:
            yield from page.data
            page = page.next_page()


class Listing:
    """A list: `page()` is its first page, `pages()` all of them; iterated, it gives all rows."""

    def __init__(self, transport, path, query, following="after"):
        self._transport = transport
        self._path = path
        self._query = query
        self._following = following

    def page(self):
        return self._read(self._query)

    def pages(self):
        page = self.page()
        while page:
            yield page
            page = page.next_page()

    def __iter__(self):
        for page in self.pages():
            yield from page.data

    def _read(self, query):
        answer = self._transport.json("GET", self._path, query)
        # Counted once, not again with each page.
        first = ("after", "before", "count")
        others = {name: value for name, value in self._query.items() if name not in first}

        def turn(direction, cursor):
            name = self._following if direction == "after" else direction
            return self._read({**others, name: cursor})

        return Page(answer, turn)


def _pieces(response):
    """The bytes of a response. Read by lines, one that was cut off would seem to end."""
    try:
        while piece := response.read(65536):
            yield piece
    except (OSError, http.client.HTTPException) as error:
        raise _connection_failed(error) from error


class Rows:
    """The rows of a resource. Rows are dicts, as the service answers them."""

    def __init__(self, transport, path, below=None):
        self._transport = transport
        self.path = path
        self._below = below

    def get(self, id, merged="follow", **query):
        """By id, slug or identifier; what was merged is followed unless `merged` is `error`."""
        return self._transport.json("GET", self._at(id), query, follow=merged == "follow")

    def list(self, **query):
        """`topic="masks"`, `kind=["duty", "policy"]`, `issuedOn__gte="2025"`, `event__exists=True`."""
        return Listing(self._transport, self.path, query)

    def facets(self, by, **query):
        """How many rows of the list have each value."""
        path = f"{self.path}/facets"
        return self._transport.json("GET", path, {"by": by, **query})["data"]

    def export(self, format="ndjson", **query):
        """All rows of the list as a file: a response to `read()` from. Close it, or use `with`."""
        return self._transport.stream(f"{self.path}/export", {"format": format, **query})

    def export_rows(self, **query):
        """The rows of the export, one by one. A connection that breaks on the way is an error."""
        with self.export(**query) as response:
            rest = b""
            for piece in _pieces(response):
                *lines, rest = (rest + piece).split(b"\n")
                yield from (json.loads(line) for line in lines if line)
            if rest:
                yield json.loads(rest)

    def revisions(self, id, **query):
        """Who changed what, when and why: the newest first."""
        return Listing(self._transport, f"{self._at(id)}/revisions", query, "before")

    def revision(self, id, n):
        return self._transport.json("GET", f"{self._at(id)}/revisions/{n}")

    def create(self, input, below=None, idempotency_key=None, **query):
        """A draft, unless `status` is `published`. Captures and versions stand `below` their owner."""
        path = self._below.format(_segment(below)) if self._below else self.path
        return self._post(path, input, idempotency_key, query)

    def patch(self, row, changes, if_match=None, **query):
        """A JSON Merge Patch of a row as it was read, or of an id with `if_match`: a revision, `*`."""
        return self._guarded("PATCH", row, changes, if_match, query)

    def withdraw(self, row, reason, if_match=None, **query):
        """Withdraws it: readers are told when and why, and nothing is erased."""
        return self._guarded("DELETE", row, None, if_match, {"reason": reason, **query})

    def publish(self, row, idempotency_key=None, **query):
        return self._post(f"{self._at(row)}/publish", None, idempotency_key, query)

    def restore(self, row, idempotency_key=None, **query):
        return self._post(f"{self._at(row)}/restore", None, idempotency_key, query)

    def merge(self, row, into, idempotency_key=None, **query):
        """Makes it part of another: its address leads there for ever. Returns that other."""
        body = {"into": into["id"] if isinstance(into, dict) else into}
        return self._post(f"{self._at(row)}/merge", body, idempotency_key, query)

    def _at(self, row):
        return f"{self.path}/{_segment(row['id'] if isinstance(row, dict) else row)}"

    def _post(self, path, body, key, query):
        # All attempts of a request have one key, so that it is carried out once.
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return self._transport.json("POST", path, query, body, headers, "lost")

    def _guarded(self, method, row, body, if_match, query):
        known = row["revision"] if if_match is None and isinstance(row, dict) else if_match
        if known is None:
            raise TypeError("give the row as it was read, or if_match")
        tag = f'"{known}"' if isinstance(known, int) else known
        return self._transport.json(
            method, self._at(row), query, body, {"If-Match": tag}, "guarded"
        )


class Releases:
    """Dated snapshots of all that is published."""

    def __init__(self, transport):
        self._transport = transport

    def list(self, **query):
        return Listing(self._transport, "/v1/releases", query)

    def get(self, id):
        return self._transport.json("GET", f"/v1/releases/{_segment(id)}")

    def file(self, id, name):
        """A file of a release: a response to `read()` from."""
        return self._transport.stream(f"/v1/releases/{_segment(id)}/files/{_segment(name)}")

    def diff(self, one, other):
        return self._transport.json("GET", f"/v1/releases/{_segment(one)}/diff/{_segment(other)}")

    def create(self):
        """Makes one. It takes no Idempotency-Key: after a lost answer, look at the list."""
        return self._transport.json("POST", "/v1/releases")


COLLECTIONS = (
    "jurisdictions publishers agencies people events sources topics statutes statements claims "
    "statute-references relations assessments"
).split()


class OnRecord:
    """The service. `timeout` and `longest_wait` are seconds."""

    def __init__(self, base_url, key=None, retries=3, timeout=30, longest_wait=60):
        self._transport = Transport(base_url, key, retries, timeout, longest_wait)
        for name in COLLECTIONS:
            setattr(self, name.replace("-", "_"), Rows(self._transport, f"/v1/{name}"))
        self.captures = Rows(self._transport, "/v1/captures", "/v1/sources/{}/captures")
        self.statute_versions = Rows(
            self._transport, "/v1/statute-versions", "/v1/statutes/{}/versions"
        )
        self.releases = Releases(self._transport)

    def search(self, q, **query):
        return Listing(self._transport, "/v1/search", {"q": q, **query})

    def suggest(self, q, **query):
        return self.request("GET", "/v1/suggest", {"q": q, **query})["data"]

    def compare(self, agency, topic, **query):
        return self.request("GET", "/v1/compare", {"agency": agency, "topic": topic, **query})["data"]

    def timeline(self, **query):
        return Listing(self._transport, "/v1/timeline", query)

    def context(self, claim, **query):
        return self.request("GET", f"/v1/claims/{_segment(claim)}/context", query)

    def captures_of(self, source, **query):
        return Listing(self._transport, f"/v1/sources/{_segment(source)}/captures", query)

    def resolve_citation(self, citation, **query):
        query = {"citation": citation, **query}
        return self.request("GET", "/v1/statutes/resolve", query)["citations"]

    def parse_citations(self, text, **more):
        return self._ask("/v1/citations/parse", {"text": text, **more})["citations"]

    def verify_quote(self, exact, **more):
        return self._ask("/v1/quotes/verify", {"exact": exact, **more})["captures"]

    def changes(self, after=0, **query):
        """What happened since a place in the feed: each change, until there is no more."""
        for page in self.change_pages(after, **query):
            yield from page["data"]

    def change_pages(self, after=0, wait=None, **query):
        """Pages with `data` and `next`, to be kept with it. With `wait` (seconds) it never ends."""
        more = True
        while more or wait is not None:
            asked = {"limit": 200, **query, "after": after, "wait": wait}
            answer = self.request("GET", "/v1/changes", asked)
            after, more = answer["page"]["next"], answer["page"]["more"]
            yield {"data": answer["data"], "next": after}

    def graphql(self, query, variables=None):
        """The data of a GraphQL operation; raises `GraphqlError` if any field failed."""
        body = {"query": query, **({"variables": variables} if variables else {})}
        repeat = "refused" if re.search(r"\bmutation\b", query) else "lost"
        answer = self.request("POST", "/graphql", body=body, repeat=repeat)
        if not answer.get("errors"):
            return answer["data"]
        first = answer["errors"][0]
        code = first.get("extensions", {}).get("code", "graphql_error")
        error = GraphqlError(200, code, "GraphQL", first["message"], answer["errors"])
        error.data = answer.get("data")
        raise error

    def usage(self):
        return self.request("GET", "/v1/usage")

    def request(self, method, path, query=None, body=None, headers=None, repeat=None):
        """Anything else that the service takes: keys, webhooks, imports."""
        return self._transport.json(method, path, query, body, headers, repeat)

    def _ask(self, path, body):
        # A question that is too long for an address: nothing is written.
        return self.request("POST", path, body=body, repeat="lost")


def verify_webhook(body, headers, secret, tolerance=300, now=None):
    """The event that was sent (Standard Webhooks 1.0). `body` is what came, byte for byte."""
    given = {name.lower(): value for name, value in headers.items()}
    id, at, signatures = (given.get(f"webhook-{each}") for each in ("id", "timestamp", "signature"))
    if not (id and at and signatures):
        raise WebhookError("A header of the signature is missing.")
    now = time.time() if now is None else now
    if not re.fullmatch(r"[0-9]{1,12}", at) or abs(now - int(at)) > tolerance:
        raise WebhookError("It is too old, or from the future.")
    data = body.encode() if isinstance(body, str) else bytes(body)
    signed = f"{id}.{at}.".encode() + data
    for each in [secret] if isinstance(secret, str) else secret:
        try:
            key = base64.b64decode(re.sub("^whsec_", "", each), validate=True)
        except ValueError:
            key = b""
        if not key:
            raise WebhookError("The secret is not one: it is `whsec_` and base64.")
        made = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
        for signature in signatures.split():
            if hmac.compare_digest(b"v1," + made, signature.encode()):
                return json.loads(data)
    raise WebhookError("No signature is of this secret.")
