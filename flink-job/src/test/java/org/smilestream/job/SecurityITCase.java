package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.job.launch.FlinkLauncher;
import picocli.CommandLine;

/** A job and a broker that lets in who knows a password, over TLS. */
@Timeout(120)
class SecurityITCase {
  private static final SecureBroker SECURITY = new SecureBroker(newFolder());
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @RegisterExtension
  static final TestPlatform PLATFORM = new TestPlatform(Optional.of(SECURITY.properties()));

  @TempDir private Path folder;

  private static Path newFolder() {
    try {
      return Files.createTempDirectory(Path.of("target"), "secure-broker-").toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Source, sinks in transactions, and admin; and nothing of it is to be seen anywhere. */
  @Test
  void theJobReadsAndWritesAndNobodySeesThePassword() throws Exception {
    for (String password : List.of(SECURITY.passwordReference(), SecureBroker.PASSWORD)) {
      String name = password.equals(SecureBroker.PASSWORD) ? "plain" : "reference";
      List<String> answers;
      List<String> log;
      try (CapturedLog captured = new CapturedLog(Level.INFO);
          RunningJob job = RunningJob.start(PLATFORM, name, SECURITY.clientOptions(password), 0)) {
        job.replay(SyntheticStream.replay(SyntheticStream.rows(100)), 0);
        job.awaitPredictions(98);
        answers = restAnswers();
        job.drain(100);
        assertThat(job.read(job.settings().topics().predictions())).hasSize(100);
        assertThat(job.restarts()).isZero();
        assertThat(job.settings().toString()).doesNotContain(SecureBroker.PASSWORD);
        log = captured.lines();
      }
      assertThat(log).anyMatch(line -> line.contains("sasl.jaas.config = [hidden]"));
      assertThat(log.stream().filter(line -> line.contains(SecureBroker.PASSWORD))).isEmpty();
      assertThat(answers.size()).isGreaterThan(40);
      assertThat(answers.stream().filter(answer -> answer.contains(SecureBroker.PASSWORD)))
          .isEmpty();
    }
  }

  @Test
  @Timeout(30)
  void aWrongPasswordIsOneSentenceThatDoesNotShowIt() throws Exception {
    assertThat(run(SECURITY.clientOptions("wrong-1379")))
        .startsWith(
            "smilestream: Kafka at '"
                + PLATFORM.bootstrapServers()
                + "' does not let this client in: ")
        .contains("Invalid username or password")
        .hasLineCount(2)
        .doesNotContain("wrong-1379");
  }

  @Test
  @Timeout(30)
  void aCertificateThatIsNotTrustedIsOneSentence() throws Exception {
    Map<String, String> options =
        new HashMap<>(SECURITY.clientOptions(SECURITY.passwordReference()));
    options.keySet().removeIf(key -> key.startsWith("kafka.client.ssl."));

    assertThat(run(options)).contains("does not let this client in: ").hasLineCount(2);
  }

  /** What the command says with these options of the clients. */
  private String run(Map<String, String> options) throws Exception {
    Files.writeString(
        folder.resolve("schema.yaml"),
        "model: m\ntask: regression\nid: id\neventTime: time\nnumeric: [x]\ntarget: y");
    Map<String, String> all = new HashMap<>(options);
    all.put("kafka.bootstrap-servers", PLATFORM.bootstrapServers());
    all.put("schema.file", "schema.yaml");
    all.put("checkpoint.directory", folder.toUri().toString());
    Path config = folder.resolve("job.yaml");
    // Every JSON object is YAML too.
    new JsonMapper().writeValue(config.toFile(), all);
    StringWriter err = new StringWriter();
    CommandLine command = SmileStreamCommand.commandLine(new FlinkLauncher());
    command.setErr(new PrintWriter(err, true));
    assertThat(command.execute("run", "--config", config.toString())).isEqualTo(1);
    return err.toString();
  }

  /** What the pages of Flink show of the cluster, of its jobs and of all their vertices. */
  private static List<String> restAnswers() throws Exception {
    List<String> answers = new ArrayList<>();
    for (String path :
        List.of("config", "overview", "jobmanager/config", "jobmanager/environment")) {
      answers.add(get("/" + path));
    }
    answers.addAll(metrics("/jobmanager/metrics"));
    for (JsonNode manager : json("/taskmanagers").get("taskmanagers")) {
      answers.add(get("/taskmanagers/" + manager.get("id").asText()));
    }
    for (JsonNode job : json("/jobs").get("jobs")) {
      String path = "/jobs/" + job.get("id").asText();
      for (String page :
          List.of(
              "",
              "/config",
              "/plan",
              "/exceptions",
              "/accumulators?includeSerializedValue=true",
              "/checkpoints",
              "/checkpoints/config",
              "/jobmanager/config",
              "/jobmanager/environment")) {
        answers.add(get(path + page));
      }
      for (JsonNode vertex : json(path).get("vertices")) {
        String at = path + "/vertices/" + vertex.get("id").asText();
        answers.add(get(at));
        answers.add(get(at + "/accumulators"));
        answers.addAll(metrics(at + "/subtasks/metrics"));
      }
    }
    return answers;
  }

  /** The names and the values of the metrics at a path. */
  private static List<String> metrics(String path) throws Exception {
    String names =
        StreamSupport.stream(json(path).spliterator(), false)
            .map(metric -> metric.get("id").asText())
            .filter(name -> name.matches("[\\w.-]+"))
            // A longer address is refused.
            .limit(30)
            .collect(Collectors.joining(","));
    return List.of(get(path), get(path + "?get=" + names));
  }

  private static JsonNode json(String path) throws Exception {
    return new JsonMapper().readTree(get(path));
  }

  private static String get(String path) throws Exception {
    URI address = PLATFORM.flink().getRestAddress().get().resolve(path);
    HttpResponse<String> answer =
        HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.body();
  }
}
