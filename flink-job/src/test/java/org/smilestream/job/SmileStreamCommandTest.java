package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.job.launch.JobLauncher;
import org.smilestream.job.options.JobOption;
import org.smilestream.job.options.JobOptions;
import org.smilestream.job.options.JobSettings;
import picocli.CommandLine;

class SmileStreamCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<JobSettings> launched = new ArrayList<>();
  @TempDir private Path folder;
  private String config;

  @BeforeEach
  void configuration() throws Exception {
    Path file = folder.resolve("job.yaml");
    Files.writeString(
        file, "kafka.bootstrap-servers: localhost:9092\nschema.file: schema.yaml\nchains.count: 4");
    Files.writeString(
        folder.resolve("schema.yaml"),
        "model: m\ntask: regression\nid: id\neventTime: time\nnumeric: [x]\ntarget: y");
    config = file.toString();
  }

  private int execute(JobLauncher launcher, String... args) {
    CommandLine command = SmileStreamCommand.commandLine(launcher);
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(args);
  }

  private int execute(String... args) {
    return execute((settings, schema, from) -> launched.add(settings), args);
  }

  private void refuses(String sentence, String... args) {
    assertThat(execute(args)).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("smilestream: " + sentence);
    assertThat(out.toString()).isEmpty();
    assertThat(launched).isEmpty();
  }

  @Test
  void runLaunchesTheSettingsOfFileAndCommandLine() {
    assertThat(execute("run", "--config", config, "-D", "chains.groups=4", "-Dwindow.rows=900"))
        .isZero();

    assertThat(err.toString()).isEmpty();
    assertThat(launched).hasSize(1);
    assertThat(launched.get(0).chains().count()).isEqualTo(4);
    assertThat(launched.get(0).chains().groups()).isEqualTo(4);
    assertThat(launched.get(0).learner().memory().rows()).isEqualTo(900);
  }

  @Test
  void aMissingCommandIsNamed() {
    refuses("Missing required subcommand (see smilestream --help)");
  }

  @Test
  void anUnknownCommandIsNamed() {
    refuses("there is no command 'bogus' (see smilestream --help)", "bogus");
  }

  @Test
  void theCommandThatIsMeantIsGuessed() {
    refuses(
        "there is no command 'uic'; did you mean 'uci'? (see smilestream bench --help)",
        "bench",
        "uic");
  }

  @Test
  void anUnknownFlagIsNamed() {
    refuses("Unknown option: '--fast' (see smilestream run --help)", "run", "-c", config, "--fast");
  }

  @Test
  void theConfigurationFileIsRequired() {
    refuses("Missing required option: '--config=FILE' (see smilestream run --help)", "run");
  }

  @Test
  void anOverrideNeedsAValue() {
    refuses(
        "Value for option option '-D' (KEY=VALUE) should be in KEY=VALUE format but was"
            + " chains.count (see smilestream run --help)",
        "run",
        "-c",
        config,
        "-D",
        "chains.count");
  }

  @Test
  void watchSaysThatItWaitsForTheBrokerAndWaits() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CapturedLog log = new CapturedLog(Level.WARN)) {
      String address = "127.0.0.1:" + silent.getLocalPort();
      Thread watching =
          new Thread(() -> execute("watch", "--bootstrap-servers", address, "--port", "0"));
      watching.start();
      while (err.toString().lines().findAny().isEmpty()) {
        Thread.sleep(100);
      }
      assertThat(watching.isAlive()).isTrue();
      watching.interrupt();
      watching.join();

      assertThat(err.toString()).startsWith("waiting for " + address + " ...");
      assertThat(log.lines()).noneMatch(line -> line.contains("NetworkClient"));
    }
  }

  @Test
  void aWrongOptionStopsTheJobBeforeItStarts() {
    refuses(
        "there is no option 'chains.cuont'; did you mean 'chains.count'?",
        "run",
        "-c",
        config,
        "-D",
        "chains.cuont=4");
  }

  @Test
  void thePageNeedsToKnowWhatToWatch() {
    refuses(
        "option '--bootstrap-servers' or '--config' is needed (see smilestream watch --help)",
        "watch");
  }

  @Test
  void thePageNeedsAPortThatThereIs() {
    refuses(
        "option '--port' cannot be 70000: it must be from 0 to 65535 (see smilestream watch --help)",
        "watch",
        "--bootstrap-servers=localhost:9092",
        "--port=70000");
  }

  @Test
  void thePageChecksTheOptionsOfTheJob() {
    refuses(
        "there is no option 'topic.prediction'; did you mean 'topic.predictions'?",
        "watch",
        "--bootstrap-servers=localhost:9092",
        "-D",
        "topic.prediction=answers");
  }

  @Test
  void theMetricsPageIsPrinted() {
    assertThat(execute("metrics")).isZero();

    assertThat(out.toString()).startsWith("# Metrics").contains("| `stepSize` | gauge | 1 |");
  }

  @Test
  void aMissingSchemaStopsTheJobBeforeItStarts() {
    refuses(
        "option 'schema.file' cannot be 'nowhere.yaml': there is no such file",
        "run",
        "-c",
        config,
        "-D",
        "schema.file=nowhere.yaml");
  }

  @Test
  void aWrongSchemaStopsTheJobBeforeItStarts() throws Exception {
    Path schema = folder.resolve("schema.yaml");
    Files.writeString(
        schema, "model: m\ntask: regression\nid: id\neventTime: id\nnumeric: [x]\ntarget: y");

    assertThat(execute("run", "-c", config)).isEqualTo(2);

    assertThat(err.toString()).contains(schema.toString()).contains("'id' stands twice");
    assertThat(launched).isEmpty();
  }

  @Test
  void anUnknownEngineStopsTheJobBeforeItStarts() {
    refuses(
        "unknown engine 'abacus'; known: auto, cuda, vector, nd4j, scalar",
        "run",
        "-c",
        config,
        "-D",
        "engine=abacus");
  }

  @Test
  void aFailureIsShortUnlessMoreIsWanted() {
    JobLauncher failing =
        (settings, schema, from) -> {
          throw new IllegalStateException(
              "the job failed", new RuntimeException("no broker answers\nat localhost:9092"));
        };

    assertThat(execute(failing, "run", "-c", config)).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly(
            "smilestream: the job failed: no broker answers",
            "smilestream: run it with --verbose for the stack trace");

    assertThat(execute(failing, "run", "-c", config, "--verbose")).isEqualTo(1);
    assertThat(err.toString()).contains("Caused by: java.lang.RuntimeException: no broker answers");
  }

  @Test
  void aReasonIsNotSaidTwice() {
    JobLauncher unreachable =
        (settings, schema, from) ->
            TopicAdmin.connect(KafkaConnection.to("nowhere"), Duration.ofSeconds(1)).close();
    JobLauncher wrapped =
        (settings, schema, from) -> {
          throw new IllegalStateException("no broker: b:1", new IOException("b:1"));
        };

    assertThat(execute(unreachable, "run", "-c", config)).isEqualTo(1);
    assertThat(execute(wrapped, "run", "-c", config)).isEqualTo(1);

    assertThat(err.toString().lines())
        .contains(
            "smilestream: Kafka at 'nowhere' cannot be reached: Invalid url in bootstrap.servers: nowhere",
            "smilestream: no broker: b:1");
  }

  @Test
  void helpOfRunListsEveryOption() {
    assertThat(execute("run", "--help")).isZero();

    assertThat(out.toString())
        .contains(
            JobOptions.groups().stream()
                .flatMap(group -> group.options().stream())
                .map(JobOption::key)
                .toList());
  }

  @Test
  void helpOfABenchmarkListsItsOptions() {
    assertThat(execute("bench", "analytical", "--help")).isZero();

    assertThat(out.toString())
        .contains("--density", "--noise-scale", "--distribution", "--threads", "--svg");
  }

  @Test
  void aFileThatABenchmarkCannotUseStopsItBeforeItStarts() throws Exception {
    Path data = Files.createDirectories(folder.resolve("energy")).resolve("energy.data");
    Files.writeString(data, "1 2 3\n4 five 6\n");

    refuses(
        "file '%s', line 2: 'five' in column 2 is not a finite number (columns are separated by spaces)"
            .formatted(data),
        "bench",
        "uci",
        "--task=energy",
        "--data=" + folder,
        "--splits=" + folder);
  }

  @Test
  void aBenchmarkMustBeNamed() {
    refuses("Missing required subcommand (see smilestream bench --help)", "bench");
  }

  @Test
  void aClusterNeedsTaskManagersAndSlots() {
    refuses(
        "option '--slots' cannot be 0: it must be from 1 to 64 (see smilestream cluster start --help)",
        "cluster",
        "start",
        "--slots=0");
  }

  @Test
  void aTargetIsAnAddressOfFlink() {
    refuses(
        "option '--target' cannot be 'localhost:8081': it must be like http://127.0.0.1:8081"
            + " (see smilestream cancel --help)",
        "cancel",
        "--target=localhost:8081");
  }

  @Test
  void onlyAJobThatStopsCanBeDrained() {
    refuses(
        "option '--drain' needs '--stop' (see smilestream savepoint --help)",
        "savepoint",
        "--drain");
  }

  @Test
  void whereNoClusterWasStartedThereIsNothingToSubmitTo() {
    Path nowhere = folder.resolve("nowhere");

    assertThat(execute("submit", "-c", config, "--folder", nowhere.toString())).isEqualTo(1);

    assertThat(err.toString())
        .startsWith("smilestream: no cluster was started in folder '" + nowhere + "'");
  }

  @Test
  void submitChecksTheConfigurationAsRunDoes() {
    refuses(
        "option 'parallelism' cannot be '1000': it takes an integer from 1 to 128",
        "submit",
        "-c",
        config,
        "--parallelism=1000");
  }

  @Test
  void helpShowsExamples() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString()).contains("smilestream run --config job.yaml", "options", "run");
  }
}
