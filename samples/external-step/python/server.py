"""An external step without a page: looks up the customer number that a form of the journey asked for.

Python 3.9, nothing else. The contract is docs/external-steps.md. What is kept here in memory belongs into your database.
"""
import base64, hashlib, hmac, json, os, re, threading, time, urllib.request, uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = int(os.environ.get("PORT", "4171"))
REQUESTS, ANSWERS = (
    base64.b64decode(os.environ[name].removeprefix("whsec_")) for name in ("REQUEST_SECRET", "ANSWER_SECRET")
)
CUSTOMERS = {"17": {"given_name": "Kari", "family_name": "Synthetic", "birthdate": "1990-03-12"}}
checks, seen, lock = {}, {}, threading.Lock()


def sign(secret, message_id, seconds, body):
    text = f"{message_id}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, text, hashlib.sha256).digest()).decode()


def verified(headers, body):
    message_id, seconds = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not re.fullmatch(r"[0-9]{1,12}", seconds) or abs(time.time() - int(seconds)) > 300:
        return False
    right = sign(REQUESTS, message_id, seconds, body).encode()
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(one.encode(), right) for one in given)


def signed(message, message_id):
    """An answer carries the id of the message that it answers; a callback has one of its own."""
    body, seconds = json.dumps({"version": 1, **message}).encode(), str(int(time.time()))
    return body, {
        "content-type": "application/json", "webhook-id": message_id, "webhook-timestamp": seconds,
        "webhook-signature": sign(ANSWERS, message_id, seconds, body),
    }


def work(one):
    """What takes its time: a register, a model, a colleague."""
    claims = CUSTOMERS.get(one["inputs"].get("customer_number"))
    fact = {"kind": "identity", "claims": claims, "assurance": {"scheme": "register", "value": "known"}}
    one.update({"status": "done", "facts": [fact]} if claims else {"status": "failed", "reason": "not_accepted"})
    body, headers = signed({"type": "check.changed", "id": one["id"], "check": one["check"]}, uuid.uuid4().hex)
    try:
        urllib.request.urlopen(urllib.request.Request(one["callback_url"], body, headers), timeout=10).close()
    except OSError:
        pass  # Vestibule asks by itself, too.


def begin(message):
    one = next((one for one in checks.values() if one["attempt"] == message["attempt"]), None)
    if one is None:
        wanted = ("check", "attempt", "inputs", "callback_url")
        one = {"id": uuid.uuid4().hex, "status": "processing", **{name: message[name] for name in wanted}}
        checks[one["id"]] = one
        threading.Thread(target=work, args=(one,), daemon=True).start()
    return {"type": "check.begun", "id": one["id"], "check": one["check"], "attempt": one["attempt"]}


def state(message):
    one = checks.get(message["id"])
    if one is None or one["check"] != message["check"]:
        return None
    return {"type": "check.state", **{name: one[name] for name in ("id", "check", "status", "reason", "facts") if name in one}}


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        size = int(self.headers.get("content-length", "0"))
        body = self.rfile.read(size) if size <= 65536 else b""
        if not verified(self.headers, body):
            return self.say(401)
        message, message_id = json.loads(body), self.headers["webhook-id"]
        kind = message.get("type") if message.get("version") == 1 else None
        with lock:
            for old in [old for old, at in seen.items() if at < time.time() - 600]:
                del seen[old]
            if message_id in seen and kind != "check.begin":
                return self.say(409)
            seen[message_id] = time.time()
            begins = kind == "check.begin" and self.path == "/checks"
            asks = kind == "check.status" and self.path == f"/checks/{message['id']}/status"
            answer = begin(message) if begins else state(message) if asks else None
        if answer is None:
            return self.say(404)
        self.say(201 if begins else 200, *signed(answer, message_id))

    def say(self, status, body=b"", headers={}):
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass  # Paths and bodies are about persons.


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", PORT), Service)
    print(f"listening on {server.server_address[1]}", flush=True)
    server.serve_forever()
