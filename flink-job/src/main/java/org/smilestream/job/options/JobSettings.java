package org.smilestream.job.options;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.smilestream.connectors.format.PredictionEncoding;
import org.smilestream.connectors.format.RowEncodings;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.StartPosition;
import org.smilestream.connectors.registry.SchemaRegistryConnection;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.KeyColumn;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;
import org.smilestream.operators.chains.LearningLimits;
import org.smilestream.operators.champion.PromotionSettings;
import org.smilestream.operators.order.LabelLimits;

/**
 * A configuration that was found right, as plain values. What each means: see its option.
 *
 * @param recalibrationRate empty: intervals are not recalibrated
 */
public record JobSettings(
    Kafka kafka,
    Topics topics,
    Stream stream,
    Labels labels,
    Formats formats,
    Model model,
    Optional<Keys> keys,
    Chains chains,
    LearnerSettings learner,
    Optional<String> startPosterior,
    Optional<String> modelName,
    List<Challenger> challengers,
    PromotionSettings promotion,
    PredictionEncoding predictionEncoding,
    Optional<Double> recalibrationRate,
    Runtime runtime,
    LiveOptions live) {

  /** A schema with the name that the model has here. */
  public Schema named(Schema schema) {
    return modelName.map(schema::named).orElse(schema);
  }

  /**
   * A further model.
   *
   * @param file that it was read from
   * @param settings of the job if it were the only model
   */
  public record Challenger(String name, String file, JobSettings settings) {}

  /** The network of the job, or of each of its models, for the rows of a schema. */
  public ModelSpec spec(Schema schema) {
    return model.spec(keys.map(each -> each.column(schema).modelSchema()).orElse(schema));
  }

  /**
   * The rate at which the intervals of predictions of a schema's rows are recalibrated; empty where
   * they are not.
   *
   * @throws InvalidConfigurationException if they cannot be
   */
  public Optional<Double> recalibrationRate(Schema schema) {
    if (recalibrationRate.isPresent() && schema.task() == Task.CLASSIFICATION) {
      throw notRecalibrated(
          "because the schema's task is 'classification': classes have no intervals");
    }
    if (recalibrationRate.isPresent() && schema.hasLateLabels()) {
      throw notRecalibrated(
          "because the schema has 'labelTime': each row needs its target when it is predicted");
    }
    return recalibrationRate;
  }

  private static InvalidConfigurationException notRecalibrated(String why) {
    return new InvalidConfigurationException(
        "option '%s' cannot be '%s' %s"
            .formatted(
                PredictionOptions.RECALIBRATION.key(),
                EnumNames.name(RecalibrationMode.ADAPTIVE),
                why));
  }

  /**
   * @param client further properties of the Kafka clients
   */
  public record Kafka(String bootstrapServers, String groupId, Map<String, String> client) {

    /** How to reach the cluster. */
    public KafkaConnection connection() {
      return new KafkaConnection(bootstrapServers, client);
    }

    /** Names the properties of the clients without their values. */
    @Override
    public String toString() {
      return "Kafka[" + connection() + ", group '" + groupId + "']";
    }
  }

  /**
   * Names of topics.
   *
   * @param control empty: nothing changes while the job runs
   */
  public record Topics(
      String observations,
      String requests,
      String predictions,
      String tuner,
      String posterior,
      String deadLetters,
      Optional<String> control,
      int partitions) {}

  /**
   * @param historyTopic empty: there is none
   */
  public record Stream(
      String schemaFile,
      Duration maxOutOfOrderness,
      Duration maxAhead,
      Optional<Duration> idleTimeout,
      StartPosition startFrom,
      Optional<String> historyTopic) {}

  /**
   * @param topic empty: labels come with the observations
   */
  public record Labels(Optional<String> topic, Duration timeLimit, int maxRows) {

    /**
     * The limits for the labels of a schema; empty where they are not late.
     *
     * @throws InvalidConfigurationException if there is a topic for what the schema does not have
     */
    public Optional<LabelLimits> limits(Schema schema) {
      if (schema.hasLateLabels()) {
        return Optional.of(new LabelLimits(timeLimit.toMillis(), maxRows));
      }
      if (topic.isPresent()) {
        throw new InvalidConfigurationException(
            "option '%s' cannot be '%s' because the schema has no 'labelTime'"
                .formatted(LabelOptions.TOPIC.key(), topic.get()));
      }
      return Optional.empty();
    }
  }

  /**
   * @param rows how those that the job reads are written
   * @param registry empty: there is none, and records in Avro do not name their schemas
   */
  public record Formats(RowEncodings rows, Optional<SchemaRegistryConnection> registry) {}

  /**
   * @param chosenLikelihood empty where the task decides
   * @param studentDof empty where degrees of freedom are learned, or there are none
   */
  public record Model(
      List<Integer> hidden,
      Activation activation,
      Optional<Likelihood> chosenLikelihood,
      Optional<Double> studentDof,
      ScaleLink scaleLink,
      Prior prior) {

    /** The network for the rows of a schema. */
    public ModelSpec spec(Schema schema) {
      Likelihood likelihood = likelihood(schema.task());
      return new ModelSpec(
          schema.numeric().size(),
          schema.categorical().stream().map(CategoricalColumn::slots).toList(),
          hidden,
          likelihood.outputs(schema.classes().size()),
          activation,
          likelihood,
          prior,
          studentDof.orElse(Double.NaN),
          schema.targetTransform(),
          likelihood.hasScaleOutput() ? scaleLink : ScaleLink.EXP);
    }

    /**
     * The likelihood for a task.
     *
     * @throws InvalidConfigurationException if the chosen one does not fit the task, or the degrees
     *     of freedom do not fit it
     */
    public Likelihood likelihood(Task task) {
      boolean classes = task == Task.CLASSIFICATION;
      Likelihood usual = classes ? Likelihood.CATEGORICAL : Likelihood.GAUSSIAN_HETEROSCEDASTIC;
      Likelihood likelihood = chosenLikelihood.orElse(usual);
      if (classes != (likelihood == Likelihood.CATEGORICAL)) {
        throw new InvalidConfigurationException(
            "option '"
                + ModelOptions.LIKELIHOOD.key()
                + "' cannot be '"
                + EnumNames.name(likelihood)
                + "' because the schema's task is '"
                + EnumNames.name(task)
                + "'");
      }
      if (studentDof.isPresent() && likelihood != Likelihood.STUDENT_T) {
        throw new InvalidConfigurationException(
            "option '%s' cannot be %s with the likelihood '%s': it belongs to '%s'"
                .formatted(
                    ModelOptions.STUDENT_DOF.key(),
                    studentDof.get(),
                    EnumNames.name(likelihood),
                    EnumNames.name(Likelihood.STUDENT_T)));
      }
      return likelihood;
    }
  }

  /**
   * A model for each key.
   *
   * @param idle empty: models do not expire
   * @param heapBytes of each task, for the models that it has at hand
   */
  public record Keys(String name, Optional<Duration> idle, int maxKeys, long heapBytes) {

    /**
     * The column with the key.
     *
     * @throws InvalidConfigurationException if it cannot be that
     */
    public KeyColumn column(Schema schema) {
      try {
        return KeyColumn.of(schema, name);
      } catch (IllegalArgumentException e) {
        throw new InvalidConfigurationException(
            "option '%s' cannot be '%s': %s".formatted(KeyOptions.KEY.key(), name, e.getMessage()));
      }
    }
  }

  /**
   * @param limits of the time that learning may take
   */
  public record Chains(int count, int groups, String engine, int threads, LearningLimits limits) {}

  /**
   * Empty: as the cluster is configured.
   *
   * @param dropRemovedModels whether state of a savepoint may be left out
   */
  public record Runtime(
      Delivery delivery,
      Duration checkpointInterval,
      Duration checkpointTimeout,
      int tolerableCheckpointFailures,
      Optional<String> checkpointDirectory,
      String stateBackend,
      Optional<Integer> parallelism,
      boolean dropRemovedModels) {}

  /**
   * Checks a configuration.
   *
   * @throws InvalidConfigurationException in one sentence, for the first thing that is wrong
   */
  public static JobSettings from(Configuration configuration) {
    return JobSettingsReader.read(new OptionReader(configuration));
  }
}
