package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.smilestream.connectors.broker.LoopbackPorts;
import org.smilestream.data.DeadLetter;
import org.smilestream.job.launch.FlinkSettings;
import org.smilestream.job.watch.KnownMetrics;
import org.smilestream.operators.MetricCatalogue;
import org.smilestream.operators.metrics.Metric;

/**
 * Every metric of docs/metrics.md has a value in Flink's REST API, in Prometheus's format and on
 * the topic, and there is none that is not in the page.
 */
class MetricsITCase {
  private static final int PORT = port();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ROWS = 900;
  private static final double ROWS_A_SECOND = 60;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Of classes: the job learns a number. */
  private static final Set<String> OF_CLASSES =
      Set.of("accuracy", "brierScore", "expectedCalibrationError");

  /** Of a model for each key: the job has one for all. */
  private static final Set<String> OF_KEYS =
      Set.of("keyed-models.keys", "key-scores.diagnostics", "lateness.order");

  @RegisterExtension
  static final TestPlatform PLATFORM =
      new TestPlatform()
          .with(FlinkSettings.ofPrometheus(PORT))
          .with(
              new Configuration()
                  .set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1)));

  private static int port() {
    try {
      return LoopbackPorts.free(19_249);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  @Timeout(300)
  void everyMetricHasAValueInAllPlaces() throws Exception {
    Map<String, String> options = Map.of("prediction.recalibration", "adaptive");
    try (RunningJob job = RunningJob.start(PLATFORM, "metrics", options, 0)) {
      Thread sending = new Thread(() -> send(job));
      sending.start();

      awaitAll(names(false, false), () -> onFlinksPage(job));
      awaitAll(names(true, true), () -> inPrometheus());
      awaitAll(names(true, false), () -> onTheTopic(job));
      assertThat(onFlinksPage(job)).containsAll(names(false, false));
      assertThat(undocumented(job)).isEmpty();
      sending.join();
    }
  }

  private static void send(RunningJob job) {
    try {
      String requests = job.settings().topics().requests();
      String observations = job.settings().topics().observations();
      job.send(observations, 0, SyntheticStream.bytes("{"));
      job.send(requests, 0, SyntheticStream.bytes("{\"id\": 1}"));
      Thread requesting =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 30; i++) {
                    job.send(
                        requests,
                        0,
                        SyntheticStream.bytes(SyntheticStream.request("asked-" + i).toString()));
                    Thread.sleep(400);
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      requesting.start();
      job.replay(SyntheticStream.replay(SyntheticStream.rows(ROWS)), ROWS_A_SECOND);
      requesting.join();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until no name is missing, and says which are. */
  private static void awaitAll(Set<String> names, Callable<Set<String>> known) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Set<String> missing = new TreeSet<>(names);
    while (!missing.isEmpty() && System.nanoTime() < end) {
      missing.removeAll(known.call());
      Thread.sleep(200);
    }
    assertThat(missing).isEmpty();
  }

  /**
   * The names of the page, with what stands for numbers and codes filled in.
   *
   * @param numbers without texts
   * @param prometheus as Prometheus has them, groups and codes in labels
   */
  private static Set<String> names(boolean numbers, boolean prometheus) {
    Set<String> names = new HashSet<>();
    for (MetricCatalogue.Section section : MetricCatalogue.sections()) {
      for (String scope : section.scopes()) {
        for (Metric metric : section.metrics()) {
          boolean wanted =
              !scope.startsWith("history")
                  && !scope.startsWith("labels")
                  && !scope.startsWith("champion")
                  && !OF_KEYS.contains(scope)
                  && !OF_CLASSES.contains(metric.name())
                  && !(numbers && metric.type() == Metric.Type.TEXT);
          String full = scope + "." + metric.name();
          if (metric.type() == Metric.Type.HISTOGRAM && !prometheus) {
            full += numbers ? ".p99" : "_p99";
          }
          if (wanted) {
            names.addAll(prometheus ? Set.of(inPrometheus(full)) : filled(full).toList());
          }
        }
      }
    }
    return names;
  }

  private static Stream<String> filled(String name) {
    return Stream.of("0", "1")
        // A chain of this number is in the group of this number.
        .map(group -> name.replaceAll("\\.[NK]\\.", "." + group + "."))
        .flatMap(
            each ->
                Stream.of(DeadLetter.MALFORMED, DeadLetter.BAD_VALUE)
                    .map(code -> each.replace(".CODE.", "." + code + ".")))
        .distinct();
  }

  /** Prometheus has the operator, the group and the code in labels. */
  private static String inPrometheus(String name) {
    String scoped = name.substring(name.indexOf('.') + 1);
    return "flink_taskmanager_job_task_operator_"
        + scoped.replaceAll("\\.(N|K|CODE)\\.", ".").replace('.', '_');
  }

  private Set<String> onFlinksPage(RunningJob job) throws Exception {
    Set<String> known = new HashSet<>();
    for (String vertex : vertices(job)) {
      for (int subtask = 0; subtask < 2; subtask++) {
        String metrics = vertex + "/subtasks/" + subtask + "/metrics";
        String ids = ids(metrics).filter(MetricsITCase::isOurs).collect(Collectors.joining(","));
        if (!ids.isEmpty()) {
          for (JsonNode metric : get(metrics + "?get=" + ids)) {
            if (!metric.path("value").asText("NaN").equals("NaN")) {
              known.add(metric.path("id").asText());
            }
          }
        }
      }
    }
    return known;
  }

  private Set<String> undocumented(RunningJob job) throws Exception {
    KnownMetrics documented = new KnownMetrics();
    Set<String> strange = new TreeSet<>();
    for (String vertex : vertices(job)) {
      ids(vertex + "/subtasks/0/metrics")
          .filter(MetricsITCase::isOurs)
          .map(id -> id.replaceAll("Latency_\\w+$", "Latency"))
          .filter(id -> documented.find(id).isEmpty())
          .forEach(strange::add);
    }
    return strange;
  }

  private static boolean isOurs(String id) {
    return Stream.of(
            "-parsed.input.",
            "order.order.",
            "chains.chains.",
            "predictions.predictions.",
            "diagnostics.diagnostics.")
        .anyMatch(id::contains);
  }

  private List<String> vertices(RunningJob job) throws Exception {
    String path = "/jobs/" + job.id();
    return get(path).path("vertices").findValuesAsText("id").stream()
        .map(id -> path + "/vertices/" + id)
        .toList();
  }

  private Stream<String> ids(String metrics) throws Exception {
    return get(metrics).findValuesAsText("id").stream();
  }

  private JsonNode get(String path) throws Exception {
    return MAPPER.readTree(
        body(PLATFORM.flink().getRestAddress().get().resolve(path.replace(" ", "%20"))));
  }

  private Set<String> inPrometheus() throws Exception {
    return body(URI.create("http://127.0.0.1:" + PORT + "/metrics"))
        .lines()
        .filter(line -> !line.startsWith("#") && !line.endsWith(" NaN"))
        .map(line -> line.replaceFirst("[{ ].*", "").replaceFirst("_count$", ""))
        .collect(Collectors.toSet());
  }

  private Set<String> onTheTopic(RunningJob job) throws IOException {
    Set<String> known = new HashSet<>();
    for (var record : job.read(job.settings().topics().tuner())) {
      JsonNode json = MAPPER.readTree(record.value());
      if (json.path("type").asText().equals("metrics")) {
        json.path("values")
            .fieldNames()
            .forEachRemaining(name -> known.add(json.path("operator").asText() + "." + name));
      }
    }
    return known;
  }

  private String body(URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
