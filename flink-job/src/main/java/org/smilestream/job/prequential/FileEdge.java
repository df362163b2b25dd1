package org.smilestream.job.prequential;

import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.smilestream.connectors.format.FileSchema;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Prediction;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.JobEdge;
import org.smilestream.operators.OrderOperator;

/** A file of rows as a topic of one partition, and results that stay in this JVM. */
public final class FileEdge implements JobEdge {
  /** The partition that the rows of a file are in. */
  static final int PARTITION = 0;

  private final Path file;
  private final FileSchema schema;
  private final long rows;
  private final Results results;

  /**
   * @param rows number of records that the file makes
   */
  public FileEdge(Path file, FileSchema schema, long rows, Results results) {
    this.file = file;
    this.schema = schema;
    this.rows = rows;
    this.results = results;
  }

  @Override
  public List<String> partitions() {
    return List.of(OrderOperator.partition(file.toString(), PARTITION));
  }

  @Override
  public Rows observations() {
    return new Rows(
        new DataGeneratorSource<>(
            new FileRecords(file, schema), rows, TypeInformation.of(ParsedRecord.class)),
        1);
  }

  @Override
  public Sink<Prediction> predictions() {
    return results.sink(Results::add);
  }

  @Override
  public Sink<DeadLetter> deadLetters() {
    return results.sink(Results::add);
  }

  @Override
  public Sink<TunerStatistics> tuner() {
    return results.sink(Results::add);
  }
}
