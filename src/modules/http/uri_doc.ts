// The document of module uri: what it takes and returns.
import type { ModuleDoc } from "../../ports/module.ts";
import { ATTRIBUTE_PARAMETERS, ATTRIBUTE_RETURNS } from "../files/attributes.ts";
import { HTTP_PARAMETERS } from "./request.ts";

/** Parameters and returns of uri. */
export const uriDoc: ModuleDoc = {
  name: "uri",
  summary: "Asks a web service over HTTP or HTTPS",
  parameters: {
    url: {
      type: "str",
      description: "What to ask; a user and password in it are used and not returned.",
      required: true,
    },
    method: { type: "str", description: "GET and HEAD only look; any other method runs once a run.", default: "GET" },
    body: { type: "raw", description: "What to send: a text, or data for body_format to write." },
    body_format: {
      type: "str",
      description: "How to write a body that is no text, and which Content-Type to give it.",
      default: "raw",
      choices: ["form-urlencoded", "json", "raw", "form-multipart"],
    },
    src: {
      type: "path",
      description: "A file to send instead of body: on the controller, or the host's with remote_src.",
    },
    remote_src: { type: "bool", description: "src, and files of a form, are on the host.", default: false },
    dest: {
      type: "path",
      description: "File for the answer's body; in a folder it gets the name that the server gives.",
    },
    status_code: { type: "list", elements: "int", description: "Status codes that are success.", default: [200] },
    return_content: { type: "bool", description: "Return the body as content.", default: false },
    follow_redirects: {
      type: "str",
      description: "all; safe (only GET and HEAD); none; urllib2 (POST too, as a GET). yes is all, no is none.",
      default: "safe",
      choices: ["all", "no", "none", "safe", "urllib2", "yes"],
    },
    url_username: { type: "str", description: "User, for Basic or Digest.", aliases: ["user"] },
    url_password: { type: "str", description: "Password.", aliases: ["password"] },
    creates: { type: "path", description: "Where this is there, nothing is asked." },
    removes: { type: "path", description: "Where this is not there, nothing is asked." },
    timeout: { type: "int", description: "Seconds to connect, and to wait for more.", default: 30 },
    ca_path: { type: "path", description: "Certificates (PEM, on the host) that a server's must come from." },
    unix_socket: { type: "path", description: "A socket of the host to connect to." },
    force: { type: "bool", description: "Ask caches on the way for a fresh answer.", default: false },
    ...HTTP_PARAMETERS,
    ...ATTRIBUTE_PARAMETERS,
  },
  mutuallyExclusive: [["body", "src"]],
  returns: {
    status: "The status code; -1 without an answer",
    url: "The URL that answered",
    redirected: "Whether that is another one than was asked",
    msg: "OK and the length, or what went wrong",
    content: "The body, with return_content or on failure",
    json: "The body as data, where its type is JSON",
    cookies: "Cookies that were set, by name",
    cookies_string: "The same for a Cookie header",
    elapsed: "Whole seconds that it took",
    path: "The file written, with dest",
    ...ATTRIBUTE_RETURNS,
  },
  example: `- name: The service is healthy
  uri:
    url: http://127.0.0.1:8080/health
    return_content: true
  register: health
  until: health.status == 200
  retries: 30
  delay: 2
`,
  notes: [
    "Every header of the answer is returned too, in small letters with _ for -.",
    "It is asked from the host, by curl; what is secret never stands in an argument list.",
    "Of an answer to a method other than GET and HEAD the first 150 KiB are returned, the rest goes to dest only.",
    "With dest, nothing is changed where the file has the same content already.",
  ],
};
