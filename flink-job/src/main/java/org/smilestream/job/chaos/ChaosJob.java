package org.smilestream.job.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.job.cluster.Distribution;
import org.smilestream.job.cluster.LocalCluster;
import org.smilestream.job.cluster.RemoteLauncher;
import org.smilestream.job.options.Delivery;
import org.smilestream.job.options.EnumNames;
import org.smilestream.job.options.JobSettings;

/**
 * The job that a chaos run submits again and again: a small model of the flights. One of this name
 * has topics of its own but for the observations and requests.
 */
final class ChaosJob {
  private static final Duration TIME_TO_RUN = Duration.ofSeconds(120);

  private final Map<String, String> options = new HashMap<>();
  private final Distribution distribution;
  private String id;
  private int parallelism;

  ChaosJob(
      String name,
      String bootstrapServers,
      Delivery delivery,
      int parallelism,
      Distribution distribution) {
    this.parallelism = parallelism;
    this.distribution = distribution;
    options.put("kafka.bootstrap-servers", bootstrapServers);
    options.put("kafka.group-id", name);
    options.put("schema.file", "is given as an object");
    options.put("delivery", EnumNames.name(delivery));
    options.put("checkpoint.interval", "2 s");
    options.put("topic.observations", "chaos.observations");
    options.put("topic.requests", "chaos.requests");
    for (String topic : List.of("predictions", "tuner", "posterior", "dead-letters")) {
      options.put("topic." + topic, name + "." + topic);
    }
    // Small enough to catch up after every fault, and large enough to have state worth losing.
    options.put("model.hidden", "8");
    options.put("model.prior-scale", "0.3");
    options.put("chains.count", "4");
    options.put("chains.groups", "2");
    options.put("window.rows", "2000");
    options.put("learning.batch-rows", "64");
    options.put("learning.steps-per-row", "1");
    options.put("learning.thinning", "10");
    options.put("prediction.samples-per-chain", "5");
    options.put("warm-start.max-epochs", "20");
  }

  /** The job's settings at its newest parallelism. */
  JobSettings settings() {
    options.put("parallelism", Integer.toString(parallelism));
    return JobSettings.from(Configuration.fromMap(options));
  }

  String id() {
    return id;
  }

  int parallelism() {
    return parallelism;
  }

  /**
   * Submits the job and waits until it runs.
   *
   * @param from savepoint or checkpoint to go on from
   * @param newParallelism empty: as it was
   */
  void start(LocalCluster cluster, Optional<String> from, OptionalInt newParallelism)
      throws Exception {
    parallelism = newParallelism.orElse(parallelism);
    id =
        new RemoteLauncher(cluster.restUri(), distribution)
            .submit(settings(), Flights.schema(), from);
    cluster.rest().await(id, Set.of(JobStatus.RUNNING), TIME_TO_RUN);
  }
}
