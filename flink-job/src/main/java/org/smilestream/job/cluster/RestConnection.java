package org.smilestream.job.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/**
 * Requests to an address where a Flink cluster should be. What keeps it from giving an answer in
 * JSON is a {@link ClusterException} with one sentence.
 */
final class RestConnection {
  private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(3);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIME_TO_CONNECT).build();
  private final URI address;
  private final Duration timeToAnswer;

  RestConnection(URI address, Duration timeToAnswer) {
    this.address = address;
    this.timeToAnswer = timeToAnswer;
  }

  JsonNode get(String path) throws InterruptedException {
    return send("GET", path, null);
  }

  /**
   * Sends a request and waits for the answer.
   *
   * @param body null for none
   */
  JsonNode send(String method, String path, JsonNode body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(timeToAnswer)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> answer;
    JsonNode json;
    try {
      answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      json = JSON.readTree(answer.body());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      // It has nothing to say beyond that.
      throw new ClusterException("no Flink cluster answers at '" + address + "'");
    } catch (HttpTimeoutException e) {
      throw new ClusterException(
          "what is at '%s' has not answered '%s %s' within %d ms"
              .formatted(address, method, path, timeToAnswer.toMillis()));
    } catch (JsonProcessingException e) {
      throw new ClusterException(
          "what is at '%s' is no Flink cluster: its answer to '%s %s' is not JSON"
              .formatted(address, method, path));
    } catch (IOException e) {
      throw new ClusterException(
          "what is at '%s' broke off when it was asked '%s %s'".formatted(address, method, path),
          e);
    }
    if (answer.statusCode() >= 400) {
      throw new ClusterException(
          "Flink at '"
              + address
              + "' refuses: "
              + reason(json.path("errors").path(json.path("errors").size() - 1).asText()));
    }
    return json;
  }

  /** The last cause of a stack trace, as Flink puts it into its answers. */
  static String reason(String trace) {
    return trace
        .lines()
        .filter(line -> !line.startsWith("\t") && !line.isBlank() && !line.startsWith(" "))
        .reduce((first, second) -> second)
        .orElse("it gave no reason")
        .replaceFirst("^Caused by: ", "")
        .replaceFirst("^(?:[a-z0-9]+\\.)+(?:[A-Z]\\w*\\$)?(\\w+): ", "$1: ")
        // Those are whole sentences.
        .replaceFirst("^IllegalStateException: ", "");
  }
}
