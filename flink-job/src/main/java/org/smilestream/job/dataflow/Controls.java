package org.smilestream.job.dataflow;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.DeadLetter;
import org.smilestream.operators.control.ControlSplit;
import org.smilestream.operators.input.DeadLetterSplit;

/**
 * The wiring of the control records: one source for all models, in one subtask.
 *
 * @param records that the job can read, each for a model that it has
 */
record Controls(SingleOutputStreamOperator<ControlRecord> records) {
  private static final String NAME = "control";

  /**
   * The control records of a job; empty where the edge has none.
   *
   * @param models their names
   */
  static Optional<Controls> of(
      StreamExecutionEnvironment environment, JobEdge edge, List<String> models) {
    Set<String> names = Set.copyOf(models);
    return edge.control()
        .map(
            control ->
                new Controls(
                    environment
                        .fromSource(control.source(), control.watermarks(), NAME)
                        .uid(NAME)
                        .setParallelism(1)
                        .process(new ControlSplit(names))
                        .name(NAME + "-parsed")
                        .uid(NAME + "-parsed")
                        .setParallelism(1)));
  }

  DataStream<DeadLetter> deadLetters() {
    return records.getSideOutput(DeadLetterSplit.DEAD_LETTERS);
  }

  /** What changes how a model learns. */
  DataStream<ControlRecord> ofLearning(String model, String suffix) {
    return of(model, false, "learning-" + NAME + suffix);
  }

  /** What changes whether a model answers requests. */
  DataStream<ControlRecord> ofAnswers(String model, String suffix) {
    return of(model, true, "answers-" + NAME + suffix);
  }

  private DataStream<ControlRecord> of(String model, boolean answers, String name) {
    return records
        .filter(
            record ->
                record.isFor(model) && (record.kind() == ControlRecord.Kind.ANSWERS) == answers)
        .name(name)
        .uid(name)
        .setParallelism(1);
  }

  /** Writes what became of the records. */
  static void acknowledge(List<DataStream<ControlAcknowledgement>> all, JobEdge edge) {
    all.stream()
        .reduce(DataStream::union)
        .ifPresent(
            stream ->
                stream
                    .sinkTo(edge.acknowledgements())
                    .setParallelism(1)
                    .name("acknowledgements-sink")
                    .uid("acknowledgements-sink"));
  }
}
