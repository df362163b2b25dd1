package org.smilestream.job.chaos;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicFollower;
import org.smilestream.job.options.JobSettings;

/**
 * What a run of the job leaves that depends on every row before it: each prediction of an
 * observation, and the newest position of each chain in each of its slots, with the scaler and the
 * dictionaries. The chains are chaotic, so that one bit of difference at any step shows in all that
 * come after it.
 *
 * @param predictions record by id
 * @param samples record by key
 */
record Trajectory(Map<String, ByteBuffer> predictions, Map<String, ByteBuffer> samples) {

  /** Reads the topics of a job that has ended. */
  static Trajectory read(KafkaConnection connection, JobSettings.Topics topics) {
    Map<String, ByteBuffer> predictions = new HashMap<>();
    Map<String, ByteBuffer> samples = new HashMap<>();
    int partitions = topics.partitions();
    TopicFollower.readAll(
        connection,
        topics.predictions(),
        partitions,
        record -> {
          String id = Ledger.text(record.key());
          if (!id.startsWith(ChaosStream.REQUEST)) {
            predictions.put(id, ByteBuffer.wrap(record.value()));
          }
        });
    TopicFollower.readAll(
        connection,
        topics.posterior(),
        partitions,
        record -> samples.put(Ledger.text(record.key()), ByteBuffer.wrap(record.value())));
    return new Trajectory(predictions, samples);
  }

  /** Whether the chains of both runs are at the same positions, to the last bit. */
  boolean sameChains(Trajectory other) {
    return !samples.isEmpty() && samples.equals(other.samples);
  }

  /** Number of observations that the other run predicted otherwise, or not at all. */
  long differentPredictions(Trajectory other) {
    return predictions.entrySet().stream()
        .filter(entry -> !Objects.equals(entry.getValue(), other.predictions.get(entry.getKey())))
        .count();
  }
}
