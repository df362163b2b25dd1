package org.smilestream.connectors.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import org.smilestream.connectors.kafka.SecretReference;

/**
 * Asks a schema registry by the REST API that Confluent's, Apicurio's, Karapace and Redpanda's have
 * in common. What may pass (no answer, a status of 429 or from 500 on, an id that the registry does
 * not know yet) is asked again up to {@value #ATTEMPTS} times, with pauses that double.
 */
public final class SchemaRegistry {
  /** How often a question is asked. */
  static final int ATTEMPTS = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(3);
  private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(5);
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final String AVRO = "AVRO";

  /** Whether there is a schema of this id or not, every registry has an answer. */
  private static final int SOME_ID = 1;

  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final JsonMapper JSON = new JsonMapper();

  private final String url;
  private final String authorization;
  private final SSLContext trust;
  private final Duration firstPause;

  /**
   * @throws SchemaRegistryException if the password or the certificates are not at hand
   */
  public SchemaRegistry(SchemaRegistryConnection connection) {
    this(connection, FIRST_PAUSE);
  }

  SchemaRegistry(SchemaRegistryConnection connection, Duration firstPause) {
    this.firstPause = firstPause;
    url = connection.url().replaceAll("/+$", "");
    authorization = connection.user() == null ? null : authorization(connection);
    trust =
        connection.certificates() == null
            ? null
            : TrustedCertificates.context(connection.certificates());
  }

  private static String authorization(SchemaRegistryConnection connection) {
    try {
      String both = connection.user() + ":" + SecretReference.resolve(connection.password());
      return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    } catch (ConfigException e) {
      throw new SchemaRegistryException(
          "the password for the schema registry at '%s' is not at hand: %s"
              .formatted(connection.url(), e.getMessage()));
    }
  }

  /** An answer of the registry. */
  private record Answer(int status, JsonNode body) {

    boolean isGood() {
      return status / 100 == 2 && body.isObject();
    }

    /** Whether the registry looked, and has nothing of this id; a wrong path is not that. */
    boolean isUnknown() {
      return status == NOT_FOUND && code() / 100 == NOT_FOUND && code() > 100 * NOT_FOUND;
    }

    boolean mayPass() {
      return status >= 500 || status == TOO_MANY_REQUESTS || isUnknown();
    }

    private int code() {
      return body.path("error_code").asInt();
    }

    /** The registry's own message. */
    String message() {
      if (!body.has("message")) {
        return "status %d without a message of a schema registry".formatted(status);
      }
      return "%s (status %d, error code %d)"
          .formatted(body.path("message").asText(), status, code());
    }
  }

  /**
   * Asks for anything, to see whether a registry answers and lets this client in.
   *
   * @throws SchemaRegistryException if not
   */
  public void requireAnswer() {
    String path = "/schemas/ids/" + SOME_ID;
    Answer answer = ask("GET " + path, request(path), false);
    if (!answer.isUnknown()) {
      requireGood(answer, "GET " + path);
    }
  }

  /**
   * The Avro schema of an id, which never changes.
   *
   * @param patient whether to ask again for an id that is not known: a registry may learn of it a
   *     moment later than the producer
   * @return its JSON
   * @throws NoSchemaException if the registry knows no schema of this id, or it is not of Avro, or
   *     refers to others
   * @throws SchemaRegistryException if the registry does not answer or refuses
   */
  public String schema(int id, boolean patient) throws NoSchemaException {
    String path = "/schemas/ids/" + id;
    Answer answer = ask("GET " + path, request(path), patient);
    if (answer.isUnknown()) {
      throw none(id, "is not known: " + answer.message());
    }
    JsonNode body = requireGood(answer, "GET " + path);
    String type = body.path("schemaType").asText(AVRO);
    if (!type.equals(AVRO)) {
      throw none(id, "is none of Avro but of '" + type + "'");
    }
    if (!body.path("references").isEmpty()) {
      throw none(id, "refers to other schemas, which is not supported");
    }
    if (!body.path("schema").isTextual()) {
      throw new SchemaRegistryException(
          "the schema registry at '%s' answers to GET %s without a schema".formatted(url, path));
    }
    return body.get("schema").textValue();
  }

  private NoSchemaException none(int id, String what) {
    return new NoSchemaException("schema %d of the registry at '%s' %s".formatted(id, url, what));
  }

  /**
   * Registers an Avro schema, unless the subject has it already.
   *
   * @param schema its JSON
   * @return its id
   * @throws SchemaRegistryException if the registry does not answer or refuses, as where the schema
   *     is not compatible with the subject's others
   */
  public int register(String subject, String schema) {
    String path = "/subjects/" + subject + "/versions";
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("schema", schema);
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", MEDIA_TYPE)
            .POST(BodyPublishers.ofString(body.toString()));
    JsonNode id = requireGood(ask("POST " + path, request, false), "POST " + path).path("id");
    if (!id.isInt()) {
      throw new SchemaRegistryException(
          "the schema registry at '%s' answers to POST %s without an id".formatted(url, path));
    }
    return id.intValue();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(TIME_TO_ANSWER)
            .header("Accept", MEDIA_TYPE + ", application/json");
    return authorization == null ? request : request.header("Authorization", authorization);
  }

  /**
   * The last answer to a question.
   *
   * @param patient whether to ask again for what is not known
   */
  private Answer ask(String what, HttpRequest.Builder request, boolean patient) {
    HttpClient client = client();
    String failure = null;
    Duration pause = firstPause;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (attempt > 1) {
        rest(pause, what);
        pause = pause.multipliedBy(2);
      }
      try {
        Answer answer = answer(client.send(request.build(), BodyHandlers.ofString()));
        if (attempt == ATTEMPTS || !answer.mayPass() || (answer.isUnknown() && !patient)) {
          return answer;
        }
      } catch (IOException e) {
        failure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      } catch (InterruptedException e) {
        throw interrupted(what);
      }
    }
    throw new SchemaRegistryException(
        "the schema registry at '%s' does not answer to %s: %s".formatted(url, what, failure));
  }

  /** Not kept: it has a thread, and questions are few. */
  private HttpClient client() {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIME_TO_CONNECT);
    return trust == null ? builder.build() : builder.sslContext(trust).build();
  }

  private static Answer answer(HttpResponse<String> response) {
    try {
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException e) {
      return new Answer(response.statusCode(), MissingNode.getInstance());
    }
  }

  private void rest(Duration pause, String what) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(what);
    }
  }

  private SchemaRegistryException interrupted(String what) {
    Thread.currentThread().interrupt();
    return new SchemaRegistryException(
        "interrupted while the schema registry at '%s' was asked by %s".formatted(url, what));
  }

  private JsonNode requireGood(Answer answer, String what) {
    if (!answer.isGood()) {
      throw new SchemaRegistryException(
          "the schema registry at '%s' refuses %s: %s".formatted(url, what, answer.message()));
    }
    return answer.body();
  }
}
