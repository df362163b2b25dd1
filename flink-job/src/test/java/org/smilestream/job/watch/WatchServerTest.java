package org.smilestream.job.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smilestream.job.watch.LiveJob.Topic;

@Timeout(60)
class WatchServerTest {
  private final LiveJob job = WatchedRecords.job();
  private final HttpClient http = HttpClient.newHttpClient();
  private WatchServer server;

  @BeforeEach
  void start() throws IOException {
    server = new WatchServer(job, InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.page() + path)).build(), BodyHandlers.ofString());
  }

  @Test
  void thePageAndAllThatItNeedsComeFromHere() throws Exception {
    HttpResponse<String> answer = get("/");
    Document page = Jsoup.parse(answer.body());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(page.select("script, link"))
        .isNotEmpty()
        .allSatisfy(
            each -> {
              String path = each.attr("src") + each.attr("href");
              assertThat(get("/" + path).statusCode()).as(path).isEqualTo(200);
              assertThat(each.html()).isEmpty();
            });
    assertThat(page.select("[style], [onclick], style")).isEmpty();
  }

  @Test
  void theModulesThatTheScriptNeedsComeFromHereToo() throws Exception {
    Deque<String> open = new ArrayDeque<>(List.of("watch.js"));
    Set<String> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      HttpResponse<String> script = get("/" + open.pop());
      assertThat(script.statusCode()).isEqualTo(200);
      assertThat(script.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/javascript");
      Matcher imports = Pattern.compile("from \"\\./([a-z]+\\.js)\"").matcher(script.body());
      while (imports.find()) {
        if (seen.add(imports.group(1))) {
          open.push(imports.group(1));
        }
      }
    }
    assertThat(seen).hasSizeGreaterThan(5);
  }

  @Test
  void everyChartHasWordsAndATable() throws Exception {
    Document page = Jsoup.parse(get("/").body());

    assertThat(page.select(".chart")).hasSizeGreaterThan(5);
    assertThat(page.select(".chart"))
        .allSatisfy(
            chart -> {
              assertThat(chart.attr("role")).isEqualTo("img");
              assertThat(chart.attr("aria-label")).isNotBlank();
              assertThat(chart.closest("section").select("details [id^=table]")).isNotEmpty();
            });
    assertThat(page.select("[aria-live=polite]")).hasSize(1);
    assertThat(page.select("meta[name=viewport]")).hasSize(1);
  }

  @Test
  void everyAnswerIsHardened() throws Exception {
    for (String path : new String[] {"/", "/watch.js", "/samples", "/nowhere"}) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
          .doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(get("/../../etc/passwd").statusCode()).isEqualTo(404);
  }

  @Test
  void nothingCanBeWritten() throws Exception {
    for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH"}) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.page() + "/samples"))
              .method(method, BodyPublishers.ofString("{}"))
              .build();
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("GET");
    }
  }

  /** As a page of somebody else would ask, whose name leads to this machine. */
  @Test
  void anotherNameIsRefused() throws Exception {
    URI page = URI.create(server.page());
    try (Socket socket = new Socket(page.getHost(), page.getPort());
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(in.readLine()).contains("403");
    }
  }

  @Test
  void eventsBringTheViewAsItChanges() throws Exception {
    HttpResponse<Stream<String>> events =
        http.send(
            HttpRequest.newBuilder(URI.create(server.page() + "/events")).build(),
            BodyHandlers.ofLines());
    try (Stream<String> lines = events.body()) {
      Iterator<JsonNode> views =
          lines
              .filter(line -> line.startsWith("data: "))
              .map(line -> json(line.substring("data: ".length())))
              .iterator();
      assertThat(events.headers().firstValue("Content-Type")).contains("text/event-stream");
      assertThat(views.next().path("predictions").path("rows").asInt()).isZero();

      job.add(
          Topic.PREDICTIONS, WatchedRecords.bytes(WatchedRecords.prediction("a\nb", 0, 1, 0.5)));
      JsonNode view = views.next();
      assertThat(view.path("predictions").path("rows").asInt()).isEqualTo(1);
      assertThat(view.path("predictions").path("newest").asText()).isEqualTo("a\nb");
    }
  }

  @Test
  void eachPageHasTheModelThatItAsksFor() throws Exception {
    job.add(Topic.PREDICTIONS, WatchedRecords.bytes(WatchedRecords.prediction("a", 0, 1, 0.5)));
    job.add(
        Topic.PREDICTIONS,
        WatchedRecords.bytes(
            WatchedRecords.of("m/b & c", WatchedRecords.prediction("b", 7, 1, 1))));

    assertThat(firstView("/events").path("predictions").path("newest").asText()).isEqualTo("a");
    assertThat(
            firstView("/events?model=m%2Fb%20%26%20c").path("predictions").path("newest").asText())
        .isEqualTo("b");
    JsonNode unknown = firstView("/events?model=nobody");
    assertThat(unknown.path("model").asText()).isEqualTo("nobody");
    assertThat(unknown.path("predictions").path("read").asInt()).isZero();
  }

  private JsonNode firstView(String path) throws Exception {
    HttpResponse<Stream<String>> events =
        http.send(
            HttpRequest.newBuilder(URI.create(server.page() + path)).build(),
            BodyHandlers.ofLines());
    try (Stream<String> lines = events.body()) {
      return lines
          .filter(line -> line.startsWith("data: "))
          .map(line -> json(line.substring("data: ".length())))
          .findFirst()
          .orElseThrow();
    }
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whyThereAreNoSamplesIsSaid() throws Exception {
    job.add(Topic.PREDICTIONS, WatchedRecords.bytes(WatchedRecords.prediction("a", 0, 1, 0.5)));

    assertThat(get("/samples?row=0").statusCode()).isEqualTo(404);
    assertThat(json(get("/samples?row=0").body()).path("reason").asText())
        .startsWith("row 'a' is not among");
    assertThat(json(get("/samples?request=%3Cb%3E").body()).path("reason").asText())
        .isEqualTo("request '<b>' is not among the newest");
    assertThat(json(get("/samples?row=x").body()).path("reason").asText())
        .isEqualTo("'row' or 'request' must be given");
  }

  @Test
  void theNextPortIsTakenWhereTheWantedOneIsInUse() throws Exception {
    int taken = URI.create(server.page()).getPort();

    try (WatchServer second = new WatchServer(job, InetAddress.getLoopbackAddress(), taken)) {
      assertThat(URI.create(second.page()).getPort()).isGreaterThan(taken);
    }
  }
}
