package org.smilestream.connectors.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * Answers as the documentation of Confluent's REST API says: schemas by id, new versions of a
 * subject, errors as JSON with {@code error_code} and {@code message}.
 */
public final class FakeSchemaRegistry implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final String scheme;
  private final Map<Integer, ObjectNode> schemas = new HashMap<>();
  private final Map<String, List<Integer>> subjects = new HashMap<>();
  private final Deque<Canned> canned = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();
  private String authorization;

  private record Canned(int status, String body) {}

  public FakeSchemaRegistry() throws IOException {
    this(HttpServer.create(loopback(), 0), "http");
  }

  /** One that is reached by https. */
  FakeSchemaRegistry(SSLContext context) throws IOException {
    this(secure(context), "https");
  }

  private FakeSchemaRegistry(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.createContext("/", this::handle);
    server.start();
  }

  private static HttpServer secure(SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  public String url() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A client that rests for milliseconds only. */
  public SchemaRegistry client() {
    return client(SchemaRegistryConnection.to(url()));
  }

  static SchemaRegistry client(SchemaRegistryConnection connection) {
    return new SchemaRegistry(connection, Duration.ofMillis(1));
  }

  /** Gives an Avro schema the next id. */
  public synchronized int add(String schema) {
    return add(JsonNodeFactory.instance.objectNode().put("schema", schema));
  }

  /** Gives what a GET answers with the next id. */
  public synchronized int add(ObjectNode answer) {
    int id = schemas.size() + 1;
    schemas.put(id, answer);
    return id;
  }

  /** Answers the next requests with this, whatever they are. */
  public synchronized void answerNext(int times, int status, String body) {
    for (int i = 0; i < times; i++) {
      canned.add(new Canned(status, body));
    }
  }

  /** From now on lets in only who has this password. */
  synchronized void require(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    authorization = "Basic " + Base64.getEncoder().encodeToString(both);
  }

  /** All requests so far, as {@code GET /path}. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** The ids of the versions of a subject. */
  public synchronized List<Integer> versions(String subject) {
    return subjects.getOrDefault(subject, List.of());
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!canned.isEmpty()) {
      Canned next = canned.remove();
      answer(exchange, next.status(), next.body());
    } else if (authorization != null
        && !authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      error(exchange, 401, 40101, "Unauthorized");
    } else if (path.startsWith("/schemas/ids/")) {
      schema(exchange, Integer.parseInt(path.substring("/schemas/ids/".length())));
    } else if (path.matches("/subjects/[^/]+/versions")
        && exchange.getRequestMethod().equals("POST")) {
      register(exchange, path.split("/")[2], JSON.readTree(body));
    } else {
      error(exchange, 404, 404, "HTTP 404 Not Found");
    }
  }

  private void schema(HttpExchange exchange, int id) throws IOException {
    ObjectNode schema = schemas.get(id);
    if (schema == null) {
      error(exchange, 404, 40403, "Schema " + id + " not found");
    } else {
      answer(exchange, 200, schema.toString());
    }
  }

  /** The same schema has the same id. */
  private void register(HttpExchange exchange, String subject, JsonNode request)
      throws IOException {
    if (!exchange.getRequestHeaders().getFirst("Content-Type").contains("json")) {
      error(exchange, 415, 415, "HTTP 415 Unsupported Media Type");
      return;
    }
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.set("schema", request.get("schema"));
    int id =
        schemas.entrySet().stream()
            .filter(entry -> entry.getValue().equals(schema))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseGet(() -> add(schema));
    List<Integer> versions = subjects.computeIfAbsent(subject, each -> new ArrayList<>());
    if (!versions.contains(id)) {
      versions.add(id);
    }
    answer(exchange, 200, "{\"id\":" + id + "}");
  }

  private static void error(HttpExchange exchange, int status, int code, String message)
      throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    answer(exchange, status, body.put("error_code", code).put("message", message).toString());
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
