package org.smilestream.job;

import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.smilestream.connectors.format.ControlParser;
import org.smilestream.connectors.kafka.ControlWatermarks;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedControl;
import org.smilestream.data.Prediction;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.dataflow.JobEdge;

/**
 * An edge, and control records that are all there when the job starts.
 *
 * @param records in JSON
 */
record ControlledEdge(JobEdge edge, List<String> records) implements JobEdge {

  @Override
  public Optional<Control> control() {
    List<String> all = List.copyOf(records);
    return Optional.of(
        new Control(
            new DataGeneratorSource<>(
                index ->
                    new ControlParser()
                        .parse(
                            null,
                            SyntheticStream.bytes(all.get(index.intValue())),
                            new Origin("control", 0, index, 0)),
                all.size(),
                TypeInformation.of(ParsedControl.class)),
            new ControlWatermarks()));
  }

  @Override
  public List<String> partitions() {
    return edge.partitions();
  }

  @Override
  public Rows observations() {
    return edge.observations();
  }

  @Override
  public Sink<Prediction> predictions() {
    return edge.predictions();
  }

  @Override
  public Sink<DeadLetter> deadLetters() {
    return edge.deadLetters();
  }

  @Override
  public Sink<TunerStatistics> tuner() {
    return edge.tuner();
  }
}
