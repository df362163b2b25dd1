package org.smilestream.job.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.io.FileUtils;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.job.cluster.ClusterException;
import org.smilestream.job.cluster.ClusterOptions;
import org.smilestream.job.cluster.Distribution;
import org.smilestream.job.cluster.FlinkRest;
import org.smilestream.job.cluster.LocalCluster;
import org.smilestream.job.options.Delivery;
import org.smilestream.job.options.EnumNames;
import org.smilestream.job.options.JobSettings;

/**
 * One chaos run. A job learns from a stream at a fixed rate while faults hit its cluster: in the
 * first half one with high availability, in the second half one without. Then the stream is brought
 * to its end, a second job learns from the same topics undisturbed, and what both wrote is
 * compared.
 */
final class Chaos implements AutoCloseable {
  private static final int SLOTS = 2;
  private static final int FLINK_PORT = 8081;
  private static final Duration TIME_TO_RECOVER = Duration.ofMinutes(3);
  private static final Duration TIME_TO_READ = Duration.ofMinutes(30);
  private static final Duration TIME_TO_STOP = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(250);

  private final ChaosOptions options;
  private final Delivery delivery;
  private final PrintWriter out;
  private final Distribution distribution;
  private final Thread onInterrupt = new Thread(this::stop, "chaos-shutdown");
  private final Path folder;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final long start = System.nanoTime();
  private LocalCluster cluster;
  private ChaosProducer producer;
  private boolean complete;

  Chaos(ChaosOptions options, Delivery delivery, Distribution distribution, PrintWriter out)
      throws IOException {
    this.options = options;
    this.delivery = delivery;
    this.distribution = distribution;
    this.out = out;
    folder = Files.createTempDirectory(options.folder.toAbsolutePath(), "smilestream-chaos-");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    // That the broker is away is no news here.
    Configurator.setLevel("org.apache.kafka.clients", Level.ERROR);
  }

  ChaosResult run() throws Exception {
    say("a cluster with high availability starts in %s", folder);
    startCluster(true, FLINK_PORT, 0);
    String servers = cluster.bootstrapServers();
    KafkaConnection connection = KafkaConnection.to(servers);
    ChaosJob job = new ChaosJob("chaos", servers, delivery, SLOTS, distribution);
    JobSettings.Topics topics = job.settings().topics();
    job.start(cluster, Optional.empty(), OptionalInt.empty());
    producer =
        new ChaosProducer(connection, topics, new ChaosStream(topics.partitions()), options.rate);
    awaitCheckpoint(job, Instant.now());
    long begin = System.nanoTime();
    long time = (long) (options.minutes * 60e9);
    int faults = options.faults == null ? Integer.MAX_VALUE : options.faults;
    disturb(job, true, begin + time / 2, faults - faults / 2);
    say("the cluster is replaced by one without high availability");
    replaceCluster(job, servers);
    disturb(job, false, begin + time, faults);
    say("no more faults: %d so far; the stream comes to its end", outcomes.size());
    producer.finish();
    end(job, connection);
    double minutes = (System.nanoTime() - begin) / 60e9;
    say("an undisturbed job learns from the same %,d records", producer.sent());
    ChaosJob undisturbed =
        new ChaosJob("chaos-undisturbed", servers, delivery, SLOTS, distribution);
    undisturbed.start(cluster, Optional.empty(), OptionalInt.empty());
    end(undisturbed, connection);
    say("all topics are read back");
    Ledger ledger = Ledger.read(connection, topics);
    Trajectory disturbed = Trajectory.read(connection, topics);
    Trajectory expected = Trajectory.read(connection, undisturbed.settings().topics());
    ChaosResult result =
        ChaosResult.of(
            options.seed,
            minutes,
            delivery,
            outcomes,
            ledger,
            disturbed.sameChains(expected),
            expected.differentPredictions(disturbed));
    report(result);
    complete = result.breaches().isEmpty();
    return result;
  }

  private void startCluster(boolean highAvailability, int port, int kafkaPort)
      throws InterruptedException {
    ClusterOptions wanted =
        new ClusterOptions(
            folder,
            options.taskManagers,
            SLOTS,
            highAvailability,
            port,
            kafkaPort,
            OptionalInt.empty());
    cluster = LocalCluster.start(wanted, distribution, line -> say("  %s", line));
  }

  /** All processes of Flink go, and the broker with them; the job goes on from a savepoint. */
  private void replaceCluster(ChaosJob job, String servers) throws Exception {
    String savepoint = cluster.rest().stop(job.id(), false, Optional.empty(), TIME_TO_STOP);
    cluster.close();
    int kafkaPort = Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1));
    startCluster(false, FLINK_PORT, kafkaPort);
    job.start(cluster, Optional.of(savepoint), OptionalInt.empty());
    awaitCheckpoint(job, Instant.now());
  }

  /** One fault after another until the time is over or their number is reached. */
  private void disturb(ChaosJob job, boolean highAvailability, long endNanos, int maxFaults)
      throws Exception {
    FaultPlan plan = new FaultPlan(options.seed, highAvailability);
    Injector injector = new Injector(cluster, job, plan);
    while (outcomes.size() < maxFaults && System.nanoTime() < endNanos) {
      Thread.sleep(plan.pause().toMillis());
      FaultKind kind = plan.next();
      Instant fault = Instant.now();
      String what = injector.inject(kind);
      awaitCheckpoint(job, fault);
      Outcome outcome = new Outcome(kind, what, Duration.between(fault, Instant.now()));
      outcomes.add(outcome);
      producer.check();
      say(
          "fault %2d: %-20s %s; recovered after %.1f s; %,d records sent",
          outcomes.size(),
          EnumNames.name(kind),
          what,
          outcome.recovery().toMillis() / 1e3,
          producer.sent());
    }
  }

  /** Waits until a checkpoint is complete that was begun after this moment. */
  private void awaitCheckpoint(ChaosJob job, Instant after) throws InterruptedException {
    long deadline = System.nanoTime() + TIME_TO_RECOVER.toNanos();
    while (!isAfter(after, job)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the job has completed no checkpoint for %d s after a fault; see the logs in '%s'"
                .formatted(TIME_TO_RECOVER.toSeconds(), folder));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private boolean isAfter(Instant after, ChaosJob job) throws InterruptedException {
    try {
      Optional<Instant> newest = cluster.rest().newestCheckpoint(job.id());
      return newest.isPresent() && newest.get().isAfter(after);
    } catch (ClusterException e) {
      // The JobManager is away.
      return false;
    }
  }

  /** Waits until the job has read all there is, and brings its stream to the end. */
  private void end(ChaosJob job, KafkaConnection connection) throws Exception {
    FlinkRest rest = cluster.rest();
    long deadline = System.nanoTime() + TIME_TO_READ.toNanos();
    try (TopicAdmin admin = TopicAdmin.connect(connection, TopicAdmin.DEFAULT_TIMEOUT)) {
      String group = job.settings().kafka().groupId();
      JobSettings.Topics topics = job.settings().topics();
      while (admin.lag(group, topics.observations()) + admin.lag(group, topics.requests()) > 0) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "the job has not read all records within %d min".formatted(TIME_TO_READ.toMinutes()));
        }
        Thread.sleep(POLL.toMillis());
      }
    }
    rest.stop(job.id(), true, Optional.empty(), TIME_TO_STOP);
  }

  private void report(ChaosResult result) {
    say("");
    say("%,d records, %d faults in %.1f min", result.records(), outcomes.size(), result.minutes());
    result
        .recoverySecondsByKind()
        .forEach(
            (kind, seconds) ->
                say(
                    "  %-20s %3d   recovered after %5.1f s (median), %5.1f s at most",
                    kind, result.faults().get(kind), seconds.median(), seconds.max()));
    say("missing predictions      %d", result.missing());
    say("predictions twice        %d", result.duplicates());
    say(
        "dead letters             %d of %d, %d wrong",
        result.deadLetters().found(),
        result.deadLetters().expected(),
        result.deadLetters().wrong());
    say("chains identical         %s", result.chainsIdentical() ? "yes" : "no");
    say("predictions different    %d", result.differentPredictions());
  }

  private void say(String format, Object... values) {
    String time = Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s";
    out.printf(Locale.ROOT, "%7s  " + format + "%n", prepend(time, values));
    out.flush();
  }

  private static Object[] prepend(Object first, Object[] rest) {
    Object[] all = new Object[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  private synchronized void stop() {
    if (producer != null) {
      producer.close();
    }
    if (cluster != null) {
      try {
        cluster.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      cluster = null;
    }
    if (complete && !options.keep) {
      FileUtils.deleteQuietly(folder.toFile());
    } else if (Files.exists(folder)) {
      say("topics, checkpoints and logs are kept in %s", folder);
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    } catch (IllegalStateException e) {
      // The JVM is shutting down, and the hook has run or is running.
    }
  }
}
