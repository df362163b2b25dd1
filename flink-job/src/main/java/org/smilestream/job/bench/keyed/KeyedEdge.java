package org.smilestream.job.bench.keyed;

import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Prediction;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.dataflow.JobEdge;
import org.smilestream.operators.order.OrderOperator;

/** A made-up stream as a topic of one partition; of what comes of it the scores are kept. */
record KeyedEdge(KeyedStream stream, long rows, KeyedScores scores) implements JobEdge {

  @Override
  public List<String> partitions() {
    return List.of(OrderOperator.partition(KeyedStream.TOPIC, 0));
  }

  @Override
  public Rows observations() {
    return new Rows(
        new DataGeneratorSource<>(stream, rows, TypeInformation.of(ParsedRecord.class)), 1);
  }

  @Override
  public Sink<Prediction> predictions() {
    return scores.sink();
  }

  @Override
  public Sink<DeadLetter> deadLetters() {
    return new DiscardingSink<>();
  }

  @Override
  public Sink<TunerStatistics> tuner() {
    return new DiscardingSink<>();
  }
}
