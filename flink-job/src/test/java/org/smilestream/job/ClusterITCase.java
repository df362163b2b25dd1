package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.replay.CsvReplay;
import org.smilestream.connectors.replay.ReplayRow;
import org.smilestream.job.cluster.Checkpoints;
import org.smilestream.job.cluster.ClusterProcess;
import org.smilestream.job.cluster.FlinkRest;
import org.smilestream.job.cluster.LocalCluster;
import org.smilestream.job.cluster.ProcessRole;
import picocli.CommandLine;

/**
 * A cluster of real processes, as the command starts it, uses it and stops it; a process after the
 * other dies.
 */
@Timeout(600)
class ClusterITCase {
  private static final Path JAR = Path.of(System.getProperty("job.jar"));
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final int ROWS_A_PART = 120;
  private static final int PARTITIONS = 2;
  private static final List<ReplayRow> ROWS =
      SyntheticStream.replay(SyntheticStream.rows(4 * ROWS_A_PART));

  /** Ended, and what it has printed. */
  private record Run(int exitCode, List<String> out, List<String> err) {}

  @TempDir private Path folder;
  private LocalCluster cluster;
  private KafkaConnection kafka;

  @AfterEach
  void leaveNothingBehind() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void aJobOutlivesTheDeathOfEachProcessAndMovesToAnotherParallelism() throws Exception {
    outOf(
        runAlone(
            "cluster", "start", "--slots=2", "--high-availability", "--port=0", "--kafka-port=0"));
    cluster = LocalCluster.open(folder.resolve("cluster"));
    kafka = KafkaConnection.to(cluster.bootstrapServers());
    List<ClusterProcess> started = cluster.processes();
    assertThat(started).hasSize(4).allMatch(ClusterProcess::isUp);
    Run second = runAlone("cluster", "start");
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err())
        .anyMatch(line -> line.matches("smilestream: a cluster runs in folder .+ already: .+"));

    String job = single(outOf(runAlone("submit", "--config=" + config(), "--parallelism=2")));
    send(0);
    awaitPredictions(ROWS_A_PART - PARTITIONS);

    killAndRestart(ProcessRole.TASK_MANAGER);
    send(1);
    awaitPredictions(2 * ROWS_A_PART - PARTITIONS);
    assertThat(cluster.rest().restarts(job)).isPositive();

    // What was restarted goes on with the job that ran, since ZooKeeper knows of it.
    killAndRestart(ProcessRole.JOB_MANAGER);
    killAndRestart(ProcessRole.BROKER);
    send(2);
    awaitPredictions(3 * ROWS_A_PART - PARTITIONS);
    assertThat(running()).containsExactly(job);
    assertThat(Checkpoints.newest(cluster.checkpoints(), job))
        .hasValueSatisfying(path -> assertThat(path.resolve("_metadata")).isNotEmptyFile());

    String savepoint = single(outOf(run("savepoint", "--stop")));
    assertThat(cluster.rest().status(job)).isEqualTo(JobStatus.FINISHED);
    assertThat(run("cancel").err().get(0)).startsWith("smilestream: no job runs at 'http://127");
    String moved =
        single(
            outOf(
                runAlone(
                    "submit", "--config=" + config(), "--parallelism=1", "--from=" + savepoint)));
    send(3);
    awaitPredictions(ROWS.size() - PARTITIONS);
    assertThat(outOf(run("cluster", "status")))
        .anyMatch(line -> line.matches("job +" + moved + " RUNNING .+"));
    single(outOf(run("savepoint", "--stop", "--drain", "--job=" + moved)));
    assertThat(predicted())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, ROWS.size()).mapToObj(SyntheticStream::id).toList());

    List<ClusterProcess> last = LocalCluster.open(cluster.folder()).processes();
    cluster.pause(ProcessRole.TASK_MANAGER, 1);
    outOf(run("cluster", "stop"));
    assertThat(Stream.concat(started.stream(), last.stream())).noneMatch(ClusterProcess::isUp);
    assertThat(run("cluster", "status").exitCode()).isEqualTo(1);
    outOf(run("cluster", "stop", "--delete"));
    assertThat(cluster.folder()).doesNotExist();
  }

  private void killAndRestart(ProcessRole role) throws Exception {
    ClusterProcess killed = cluster.process(role, 1);
    cluster.kill(role, 1);
    assertThat(killed.isUp()).isFalse();
    assertThat(run("cluster", "status").exitCode()).isEqualTo(1);
    ClusterProcess restarted = cluster.restart(role, 1);
    assertThat(restarted.isUp()).isTrue();
    assertThat(restarted.address()).isEqualTo(killed.address());
    assertThat(restarted.pid()).isNotEqualTo(killed.pid());
  }

  private List<String> running() throws Exception {
    return cluster.rest().jobs().stream()
        .filter(FlinkRest.Job::runs)
        .map(FlinkRest.Job::id)
        .toList();
  }

  /** The configuration of a small job whose topics are on the cluster's broker. */
  private Path config() throws IOException {
    Files.writeString(
        folder.resolve("schema.yaml"),
        """
        model: synthetic
        task: regression
        id: id
        eventTime: time
        numeric: [x1, x2]
        categorical: {colour: 4}
        target: y
        """);
    Stream<String> model =
        RunningJob.SMALL_MODEL.entrySet().stream()
            .filter(option -> !option.getKey().equals("schema.file"))
            .map(option -> option.getKey() + ": " + option.getValue());
    Stream<String> rest =
        Stream.of(
            "schema.file: schema.yaml",
            "topic.partitions: " + PARTITIONS,
            "kafka.bootstrap-servers: " + cluster.bootstrapServers());
    return Files.write(
        folder.resolve("job.yaml"),
        Stream.concat(model, rest).collect(Collectors.toList()),
        StandardCharsets.UTF_8);
  }

  private void send(int part) throws Exception {
    new CsvReplay(kafka, "observations", PARTITIONS, 0)
        .send(
            ROWS.subList(part * ROWS_A_PART, (part + 1) * ROWS_A_PART), (sent, total, time) -> {});
  }

  private List<String> predicted() {
    return CommittedRecords.read(kafka, "predictions").stream()
        .map(record -> new String(record.key(), StandardCharsets.UTF_8))
        .toList();
  }

  /** Waits for predictions; the newest row of each partition has to wait for a newer one. */
  private void awaitPredictions(int count) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int committed = 0;
    while (committed < count) {
      assertThat(System.nanoTime())
          .as("%d predictions, not %d; logs in %s", committed, count, cluster.logs())
          .isLessThan(end);
      Thread.sleep(100);
      committed = predicted().size();
    }
  }

  private static String single(List<String> out) {
    assertThat(out).hasSize(1);
    return out.get(0);
  }

  private static List<String> outOf(Run run) {
    assertThat(run.exitCode()).as(() -> String.join("\n", run.err())).isZero();
    return run.out();
  }

  /** Runs a command in this JVM. */
  private Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = SmileStreamCommand.commandLine((settings, schema, from) -> {});
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    int exitCode = command.execute(inFolder(arguments));
    return new Run(exitCode, out.toString().lines().toList(), err.toString().lines().toList());
  }

  /** Runs a command that needs the job jar: in a JVM of its own, as {@code ./smilestream} does. */
  private Run runAlone(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.configurationFile=classpath:smilestream-log4j2.properties",
                "-cp",
                JAR + File.pathSeparator + JAR.resolveSibling("lib").resolve("*"),
                Main.class.getName()));
    command.addAll(List.of(inFolder(arguments)));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    int exitCode =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Run(exitCode, Files.readAllLines(out), Files.readAllLines(err));
  }

  private String[] inFolder(String... arguments) {
    return Stream.concat(Stream.of(arguments), Stream.of("--folder=" + folder.resolve("cluster")))
        .toArray(String[]::new);
  }
}
