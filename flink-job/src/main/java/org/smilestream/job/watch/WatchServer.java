package org.smilestream.job.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.smilestream.connectors.broker.LoopbackPorts;
import org.smilestream.job.report.ReportJson;

/**
 * Serves the page, its view as server-sent events, and the samples behind a prediction. It takes
 * GET only and changes nothing.
 */
final class WatchServer implements AutoCloseable {
  /** Pages that can be open at a time, each of which has a thread. */
  static final int MOST_PAGES = 32;

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  /** Parameter with the name of the model to show; without it the one that is shown first. */
  private static final String MODEL = "model";

  private static final String JSON = "application/json; charset=utf-8";
  private static final long INTERVAL_MILLIS = 1_000;

  /** A view that has not changed is sent again, so that a page that has gone is noticed. */
  private static final int LONGEST_PAUSE = 10;

  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int WRONG_METHOD = 405;
  private static final int BUSY = 503;

  private final LiveJob job;
  private final Map<String, PageFiles.PageFile> files = PageFiles.load();
  private final HttpServer server;
  private final ExecutorService threads;
  private final AtomicInteger pages = new AtomicInteger();
  private final boolean loopback;
  private volatile boolean closed;

  /** The newest view of each model that a page shows, by its name. */
  private final Map<Optional<String>, Shown> shown = new HashMap<>();

  /** A view, and the version of what it was made of. */
  private record Shown(long version, String view) {}

  /**
   * Starts to serve.
   *
   * @param port or the next one that can be had; 0: any
   */
  WatchServer(LiveJob job, InetAddress address, int port) throws IOException {
    this.job = job;
    loopback = address.isLoopbackAddress();
    server =
        LoopbackPorts.listen(
            port, each -> HttpServer.create(new InetSocketAddress(address, each), 0));
    threads =
        new ThreadPoolExecutor(
            0,
            2 * MOST_PAGES,
            1,
            TimeUnit.MINUTES,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "watch-page");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where the page is. */
  String page() {
    String host = server.getAddress().getAddress().getHostAddress();
    return "http://%s:%d"
        .formatted(host.contains(":") ? "[" + host + "]" : host, server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      harden(exchange);
      String path = exchange.getRequestURI().getPath();
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        send(exchange, WRONG_METHOD, "text/plain", new byte[0]);
      } else if (!isMeant(exchange)) {
        send(exchange, FORBIDDEN, "text/plain", new byte[0]);
      } else if (path.equals("/events")) {
        events(exchange);
      } else if (path.equals("/samples")) {
        samples(exchange);
      } else if (files.containsKey(path)) {
        send(exchange, OK, files.get(path).type(), files.get(path).content());
      } else {
        send(exchange, NOT_FOUND, "text/plain", new byte[0]);
      }
    }
  }

  private static void harden(HttpExchange exchange) {
    exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
    exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
  }

  /** A foreign page could have its own name lead to this machine, and read what is served to it. */
  private boolean isMeant(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    return !loopback
        || host != null && host.matches("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] content)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    if (content.length > 0) {
      exchange.getResponseBody().write(content);
    }
  }

  private void events(HttpExchange exchange) throws IOException {
    try {
      if (pages.incrementAndGet() > MOST_PAGES) {
        send(exchange, BUSY, "text/plain", new byte[0]);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(OK, 0);
      stream(parameter(exchange, MODEL), exchange.getResponseBody());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pages.decrementAndGet();
    }
  }

  private void stream(Optional<String> model, OutputStream out)
      throws IOException, InterruptedException {
    String sent = null;
    int pause = 0;
    out.write(("retry: " + INTERVAL_MILLIS + "\n\n").getBytes(StandardCharsets.UTF_8));
    while (!closed) {
      String view = view(model);
      if (!view.equals(sent) || ++pause == LONGEST_PAUSE) {
        // JSON has no line breaks of its own.
        out.write(("data: " + view + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        sent = view;
        pause = 0;
      }
      Thread.sleep(INTERVAL_MILLIS);
    }
  }

  /** The view of a model, made once for all pages that show it. */
  private synchronized String view(Optional<String> model) {
    long version = job.version();
    Shown newest = shown.get(model);
    if (newest == null || newest.version() != version) {
      // Views that nobody looks at any more go with the others.
      shown.values().removeIf(each -> each.version() != version);
      newest = new Shown(version, job.view(model));
      shown.put(model, newest);
    }
    return newest.view();
  }

  private void samples(HttpExchange exchange) throws IOException {
    try {
      Optional<String> model = parameter(exchange, MODEL);
      Optional<String> row = parameter(exchange, "row");
      Optional<String> request = parameter(exchange, "request");
      SamplesView view;
      if (row.isPresent() && row.get().matches("\\d{1,18}")) {
        view = job.samplesOfRow(model, Long.parseLong(row.get()));
      } else if (request.isPresent()) {
        view = job.samplesOfRequest(model, request.get());
      } else {
        throw new NoSamplesException("'row' or 'request' must be given");
      }
      send(exchange, OK, JSON, ReportJson.write(view).getBytes(StandardCharsets.UTF_8));
    } catch (NoSamplesException e) {
      String reason = ReportJson.write(Map.of("reason", e.getMessage()));
      send(exchange, NOT_FOUND, JSON, reason.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Optional<String> parameter(HttpExchange exchange, String name) {
    String query = exchange.getRequestURI().getRawQuery();
    return query == null
        ? Optional.empty()
        : Arrays.stream(query.split("&"))
            .filter(each -> each.startsWith(name + "="))
            .map(
                each ->
                    URLDecoder.decode(each.substring(name.length() + 1), StandardCharsets.UTF_8))
            .findFirst();
  }

  @Override
  public void close() {
    closed = true;
    server.stop(0);
    threads.shutdownNow();
  }
}
