import json, os, re, secrets, urllib.error, urllib.parse, urllib.request, uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

PORT, URL, KEY, SECRET = (os.environ[name] for name in ("PORT", "VESTIBULE_URL", "VESTIBULE_KEY", "WEBHOOK_SECRET"))


def call(path, body):
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    with urllib.request.urlopen(urllib.request.Request(f"{URL}/api/v1{path}", json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)


class Backend(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        routes = {"GET /start": self.start, "GET /done": self.done, "POST /webhooks": self.webhooks}
        try:
            routes.get(f"{self.command} {url.path}", lambda query: self.say(404))(dict(urllib.parse.parse_qsl(url.query)))
        except (KeyError, urllib.error.HTTPError, WebhookVerificationError) as error:
            self.say(400, {}, str(error))

    do_POST = do_GET

    def start(self, query):
        binding = secrets.token_urlsafe(32)
        wanted = {"journey": query["journey"], "return_url": f"http://localhost:{PORT}/done", "session_binding": binding}
        link = call("/onboardings", wanted)["link"]["url"]
        self.say(303, {"Location": link, "Set-Cookie": f"binding={binding}; HttpOnly; SameSite=Lax; Path=/"})

    def done(self, query):
        binding = re.search(r"binding=([\w-]+)", self.headers.get("Cookie", ""))
        shown = {"result_code": query["result_code"], "session_binding": binding[1] if binding else "no session of ours"}
        result = call(f"/onboardings/{urllib.parse.quote(query['onboarding'], safe='')}/result", shown)
        self.say(200, {}, f"{result['onboarding']['status']}: " + ",".join(fact["kind"] for fact in result["facts"]))

    def webhooks(self, query):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        event = Webhook(SECRET).verify(body, {name.lower(): value for name, value in self.headers.items()})
        print(self.headers["webhook-id"], event["type"], *map(event["data"].get, ("onboarding", "sequence")), flush=True)
        self.say(204)

    def say(self, status, headers={}, body=""):
        self.send_response(status)
        [self.send_header(name, value) for name, value in headers.items()]
        self.end_headers()
        self.wfile.write(body.encode())


server = ThreadingHTTPServer(("127.0.0.1", int(PORT)), Backend)
print("listening", flush=True)
server.serve_forever()
