package org.smilestream.job.cluster;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server that gives answers as Flink 2.3 gives them, in the order in which they were put down.
 */
final class AnsweringFlink implements AutoCloseable {
  private record Answer(int code, String body) {}

  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final List<String> requests = new ArrayList<>();
  private final HttpServer server;

  AnsweringFlink() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          byte[] sent = exchange.getRequestBody().readAllBytes();
          requests.add((request + " " + new String(sent, StandardCharsets.UTF_8)).strip());
          Deque<Answer> left = answers.get(request);
          // The last answer stays.
          Answer answer = left.size() > 1 ? left.remove() : left.peek();
          byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.code, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  HttpServer server() {
    return server;
  }

  /** What was asked, with what was sent along. */
  List<String> requests() {
    return requests;
  }

  /**
   * Puts down the next answer to a request.
   *
   * @param body JSON with single quotes in place of double ones
   */
  void answer(String request, int code, String body) {
    answers
        .computeIfAbsent(request, key -> new ArrayDeque<>())
        .add(new Answer(code, body.replace('\'', '"')));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
