"""Run by python.test.ts: what the Python client does against the service, as JSON on standard output."""

import json
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import onrecord  # noqa: E402
from onrecord import OnRecord  # noqa: E402

given = json.load(sys.stdin)
reader = OnRecord(given["origin"])
editor = OnRecord(given["origin"], key=given["key"])


def failure(work):
    try:
        work()
    except onrecord.OnRecordError as error:
        members = ("status", "code", "reason", "location", "errors", "retry_after")
        told = {name: getattr(error, name, None) for name in members}
        return {"class": type(error).__name__, **told}
    return None


def reading():
    page = reader.agencies.list(limit=200, count="exact", sort="name").page()
    ids = [row["id"] for row in reader.agencies.list(limit=200, sort="name", fields="id")]
    second = page.next_page()
    applied = reader.claims.list(
        agency="minneapolis-pd",
        kind__not=["predictive", "policy"],
        issuedOn__gte="2025-01-01",
        event__exists=True,
        statute="Minn. Stat. § 626.8475, subd. 1",
    ).page()
    export = [row["id"] for row in reader.agencies.export_rows(sort="name")]
    with reader.topics.export(format="csv", fields="slug") as csv:
        first = csv.readline().decode("utf-8-sig").strip()
    return {
        "count": page.meta["count"]["value"],
        "distinct": len(set(ids)),
        "back": second.previous_page().data == page.data,
        "applied": applied.meta["applied"],
        "export": export == ids,
        "csv": first,
        "identifier": reader.agencies.get("ori:MN0271100")["slug"],
        "search": len(reader.search("intercede", limit=2).page().data),
        "suggest": reader.suggest("minneap")[0]["resource"],
        "facets": [each["by"] for each in reader.claims.facets(["kind", "agency"])],
        "compare": len(reader.compare(["minneapolis-pd", "edina-pd"], "duty-to-intercede")["rows"]),
        "timeline": len(list(reader.timeline(topic="duty-to-intercede", limit=4))) > 4,
        "resolved": reader.resolve_citation("Minn. Stat. § 626.8475")[0]["section"],
        "parsed": len(reader.parse_citations("He cited Minn. Stat. § 626.8475.")),
        "quote": reader.verify_quote("not wait", text="We will not wait.")[0]["matches"][0]["start"],
        "graphql": len(reader.graphql("{ claims(first: 2) { nodes { id } } }")["claims"]["nodes"]),
        "usage": reader.usage()["policy"],
        "mirror": mirror(),
    }


def mirror():
    rows = {}
    for change in reader.changes(resource=["topics"]):
        rows[change["id"]] = change["data"]
    held = sorted(id for id, data in rows.items() if data)
    return held == sorted(row["id"] for row in reader.topics.list(limit=200))


def writing():
    published = {"prefLabel": "For errors", "status": "published"}
    loser = editor.topics.create({**published, "slug": "loser"})
    survivor = editor.topics.create({**published, "slug": "survivor"})
    gone = editor.topics.create({**published, "slug": "gone"})
    editor.topics.merge(loser, survivor)
    editor.topics.withdraw(gone, "Entered twice.")
    changed = editor.topics.patch(survivor, {"note": "A note."}, reason="clearer")
    captured = {"title": "With a capture", "status": "published"}
    source = editor.sources.create({"kind": "press_release", **captured})
    words = {"text": "Words.", "mediaType": "text/plain", "capturedAt": "2026-01-05T12:00:00Z"}
    words["status"] = "published"
    capture = editor.captures.create(words, below=source["id"])
    weak = OnRecord(given["origin"], key=given["weak"])
    return {
        "note": changed["note"],
        "followed": reader.topics.get("loser")["slug"],
        "history": [each["reason"] for each in reader.topics.revisions("survivor", limit=1)],
        "capture": [each["id"] for each in editor.captures_of(source["id"])] == [capture["id"]],
        "errors": {
            "missing": failure(lambda: reader.topics.get("nothing")),
            "gone": failure(lambda: reader.topics.get("gone")),
            "merged": failure(lambda: reader.topics.get("loser", merged="error")),
            "invalid": failure(lambda: reader.claims.list(isuedOn="2025").page()),
            "wrong": failure(lambda: OnRecord(given["origin"], key="wrong").usage()),
            "weak": failure(lambda: weak.topics.publish(survivor)),
            "conflict": failure(lambda: editor.topics.create({**published, "slug": "survivor"})),
            "stale": failure(lambda: editor.topics.patch(survivor, {"note": None})),
            "limited": failure(limited),
            "graphql": failure(lambda: reader.graphql("{ nothing }")),
            "nobody": failure(lambda: OnRecord(given["nobody"], retries=0).usage()),
            "cut": failure(lambda: list(OnRecord(given["cutting"]).agencies.export_rows())),
        },
    }


def limited():
    client = OnRecord(given["limited"], longest_wait=0.5)
    for _ in range(3):
        client.usage()


def sending():
    client = OnRecord(given["losing"], key=given["key"])
    made = client.sources.create({"kind": "press_release", "title": "Sent three times"})
    return {"rows": len(list(editor.sources.list(title=made["title"])))}


def webhooks():
    taken, refused = [], 0
    for body, headers, secret, options in given["hooks"]["taken"]:
        taken.append(onrecord.verify_webhook(body, headers, secret, **options)["type"])
    for body, headers, secret, options in given["hooks"]["refused"]:
        try:
            onrecord.verify_webhook(body.encode(), headers, secret, **options)
        except onrecord.WebhookError:
            refused += 1
    return {"taken": taken, "refused": refused}


checks = {"reading": reading, "writing": writing, "sending": sending, "webhooks": webhooks}
print(json.dumps(checks[sys.argv[2]]()))
