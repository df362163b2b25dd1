package org.smilestream.job.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.TopicPartition;
import org.smilestream.connectors.format.SchemaFile;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.connectors.registry.SchemaRegistry;
import org.smilestream.connectors.registry.SchemaRegistryException;
import org.smilestream.data.Posterior;
import org.smilestream.data.Schema;
import org.smilestream.job.dataflow.JobEdge;
import org.smilestream.job.dataflow.KafkaEdge;
import org.smilestream.job.dataflow.StreamJob;
import org.smilestream.job.dataflow.StreamModel;
import org.smilestream.job.options.ChallengerOptions;
import org.smilestream.job.options.Challengers;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.options.RuntimeOptions;
import org.smilestream.job.options.StreamOptions;

/** Runs the job where the command runs: inside this JVM, or on the cluster of {@code flink run}. */
public final class FlinkLauncher implements JobLauncher {
  /** Flink's advice where a savepoint holds the state of an operator that the job does not have. */
  private static final String UNCLAIMED_STATE = "allowNonRestoredState";

  @Override
  public void launch(JobSettings settings, Schema schema, Optional<String> from) throws Exception {
    Configuration configuration = FlinkSettings.of(settings.runtime());
    from.ifPresent(path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    requireCheckpointDirectory(environment.getConfiguration());
    JobClient client = submit(environment, settings, schema);
    // `flink run --detached` has nobody who waits, and its client refuses to.
    if (environment.getConfiguration().get(DeploymentOptions.ATTACHED)) {
      try {
        client.getJobExecutionResult().get();
      } catch (ExecutionException e) {
        throw explained(e, environment.getConfiguration());
      }
    }
  }

  /**
   * Checks that there is a folder for checkpoints: Flink would keep them in the JobManager's
   * memory, up to 5 MB, a few samples.
   *
   * @throws InvalidConfigurationException if neither the job nor the cluster names one
   */
  public static void requireCheckpointDirectory(ReadableConfig configuration) {
    if (configuration.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY).isEmpty()) {
      throw new InvalidConfigurationException(
          "option '"
              + RuntimeOptions.CHECKPOINT_DIRECTORY.key()
              + "' must be set where the cluster names no folder for checkpoints, for example to"
              + " 'file:///var/lib/smilestream/checkpoints'");
    }
  }

  /**
   * Creates the topics that are missing and submits the job.
   *
   * @throws SchemaRegistryException in one sentence, if the registry, where there is one, does not
   *     answer or refuses
   */
  public static JobClient submit(
      StreamExecutionEnvironment environment, JobSettings settings, Schema schema)
      throws Exception {
    settings.formats().registry().map(SchemaRegistry::new).ifPresent(SchemaRegistry::requireAnswer);
    Optional<Posterior> start =
        StartingPosterior.read(environment.getConfiguration(), settings, schema);
    JobEdge edge = new KafkaEdge(settings, schema, prepareTopics(settings, schema));
    List<StreamModel> models = new ArrayList<>();
    models.add(new StreamModel(settings, schema, edge, start));
    Challengers challengers = new Challengers(settings, schema);
    for (JobSettings.Challenger challenger : settings.challengers()) {
      models.add(challenger(environment, challenger, challengers));
    }
    new StreamJob(environment, models).build();
    return execute(environment, "SmileStream " + schema.model());
  }

  private static JobClient execute(StreamExecutionEnvironment environment, String name)
      throws Exception {
    try {
      return environment.executeAsync(name);
    } catch (Exception e) {
      throw explained(e, environment.getConfiguration());
    }
  }

  /** In place of Flink's advice, which names an option that is not here, what is to be done. */
  private static Exception explained(Exception failure, ReadableConfig configuration) {
    if (ExceptionUtils.findThrowableWithMessage(failure, UNCLAIMED_STATE).isEmpty()) {
      return failure;
    }
    return new InvalidConfigurationException(
        "the job cannot go on from '%s', which holds state of operators that it does not have: it may be another job's; set '%s: true' where it is of models that are no longer in the configuration"
            .formatted(
                configuration.get(StateRecoveryOptions.SAVEPOINT_PATH),
                ChallengerOptions.DROP_REMOVED.key()),
        failure);
  }

  private static StreamModel challenger(
      StreamExecutionEnvironment environment,
      JobSettings.Challenger challenger,
      Challengers challengers) {
    JobSettings own = challenger.settings();
    Schema schema =
        challengers.schema(challenger, SchemaFile.read(Path.of(own.stream().schemaFile())));
    return new StreamModel(
        own,
        schema,
        new KafkaEdge(own, schema, prepareTopics(own, schema)),
        StartingPosterior.read(environment.getConfiguration(), own, schema));
  }

  /** Returns what there is to read. */
  private static KafkaEdge.Input prepareTopics(JobSettings settings, Schema schema) {
    JobSettings.Topics topics = settings.topics();
    int partitions = topics.partitions();
    try (TopicAdmin admin =
        TopicAdmin.connect(settings.kafka().connection(), TopicAdmin.DEFAULT_TIMEOUT)) {
      admin.createIfMissing(topics.observations(), partitions, false);
      settings.labels().topic().ifPresent(each -> admin.createIfMissing(each, partitions, false));
      admin.createIfMissing(topics.requests(), partitions, false);
      admin.createIfMissing(topics.predictions(), partitions, false);
      admin.createIfMissing(topics.tuner(), 1, false);
      admin.createIfMissing(topics.posterior(), partitions, true);
      admin.createIfMissing(topics.deadLetters(), 1, false);
      topics.control().ifPresent(each -> admin.createIfMissing(each, 1, false));
      RecordSizes.requireRoom(admin, settings, schema);
      return new KafkaEdge.Input(
          admin.partitions(topics.observations()),
          settings.labels().topic().map(admin::partitions).orElse(0),
          historyEnds(admin, settings));
    }
  }

  private static Map<TopicPartition, Long> historyEnds(TopicAdmin admin, JobSettings settings) {
    Optional<String> topic = settings.stream().historyTopic();
    Map<TopicPartition, Long> ends = topic.map(admin::ends).orElse(Map.of());
    if (topic.isPresent() && ends.isEmpty()) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be '%s': there is no such topic"
              .formatted(StreamOptions.HISTORY_TOPIC.key(), topic.get()));
    }
    return ends;
  }
}
