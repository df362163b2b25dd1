package org.smilestream.job.prequential;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.smilestream.connectors.format.FileSchema;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Prediction;
import org.smilestream.data.Promotion;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.dataflow.JobEdge;
import org.smilestream.operators.order.OrderOperator;

/** A file of rows as a topic of one partition, and results that stay in this JVM. */
public final class FileEdge implements JobEdge {
  /** The partition that the rows of a file are in. */
  static final int PARTITION = 0;

  private final Path file;
  private final FileSchema schema;
  private final long rows;
  private final Results results;
  private final Results own;

  /**
   * An edge for the only model.
   *
   * @param rows number of records that the file makes
   */
  public FileEdge(Path file, FileSchema schema, long rows, Results results) {
    this(file, schema, rows, results, results);
  }

  /**
   * An edge for one of several models.
   *
   * @param results of the job
   * @param own what this model makes of the file, whether or not it is what the job answers
   */
  FileEdge(Path file, FileSchema schema, long rows, Results results, Results own) {
    this.file = file;
    this.schema = schema;
    this.rows = rows;
    this.results = results;
    this.own = own;
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
  public Optional<Sink<Prediction>> ownPredictions() {
    return Optional.of(own.sink(Results::add));
  }

  @Override
  public Sink<Promotion> promotions() {
    return results.sink(Results::add);
  }

  /** Nobody waits for a prediction before the run is over. */
  @Override
  public boolean isPatient() {
    return true;
  }

  @Override
  public Sink<DeadLetter> deadLetters() {
    return own.sink(Results::add);
  }

  @Override
  public Sink<TunerStatistics> tuner() {
    return results.sink(Results::add);
  }
}
