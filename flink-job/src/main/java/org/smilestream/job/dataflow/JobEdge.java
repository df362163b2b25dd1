package org.smilestream.job.dataflow;

import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.MetricsReport;
import org.smilestream.data.ModelRecord;
import org.smilestream.data.ParsedControl;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Promotion;
import org.smilestream.data.Schema;
import org.smilestream.data.TunerStatistics;

/**
 * Where the rows of a job come from, and where what it makes of them goes. What an edge does not
 * name, it has none of: no further rows, and nobody who reads.
 */
public interface JobEdge {

  /**
   * Names of the partitions of the observations and of the labels that come live, as the operator
   * that orders them knows them.
   */
  List<String> partitions();

  /** Rows with a target, or features and labels where these come late. */
  Rows observations();

  /**
   * Rows from before the observations; empty where there are none. A source of which all has been
   * read says so by the last watermark there is, and should then stay without a row: of one that
   * has finished Flink says it again after each restore, past {@link
   * org.smilestream.operators.input.HistoryOperator}.
   */
  default Optional<Rows> history() {
    return Optional.empty();
  }

  /**
   * A source of rows.
   *
   * @param partitions of the source, at least 1: a subtask without a partition would hold back all
   *     watermarks
   */
  record Rows(Source<ParsedRecord, ?, ?> source, int partitions) {}

  /** Labels that come apart from the observations; empty where none do. */
  default Optional<Rows> labels() {
    return Optional.empty();
  }

  /** Rows to predict only; empty where nobody asks. */
  default Optional<Source<ParsedRecord, ?, ?>> requests() {
    return Optional.empty();
  }

  /**
   * {@link #requests()} as each of several models reads them; empty where nobody asks.
   *
   * @param schemas of the models, which they name
   */
  default Optional<Source<ModelRecord, ?, ?>> requests(List<Schema> schemas) {
    return Optional.empty();
  }

  /** What changes in the running job, for all of its models; empty where nothing does. */
  default Optional<Control> control() {
    return Optional.empty();
  }

  /**
   * A source of changes.
   *
   * @param watermarks hold the rows back until the changes that are there have been read
   */
  record Control(Source<ParsedControl, ?, ?> source, WatermarkStrategy<ParsedControl> watermarks) {}

  /** What became of the changes. */
  default Sink<ControlAcknowledgement> acknowledgements() {
    return new DiscardingSink<>();
  }

  /** What the job answers. */
  Sink<Prediction> predictions();

  /**
   * What this model predicts, whether or not it is what the job answers; empty where nobody reads
   * it. For a job of several models.
   */
  default Optional<Sink<Prediction>> ownPredictions() {
    return Optional.empty();
  }

  /** Challengers that were found to be better. */
  default Sink<Promotion> promotions() {
    return new DiscardingSink<>();
  }

  /**
   * Whether predictions of observations may wait for those of all models, so that which model
   * answers depends neither on speed nor on parallelism.
   */
  default boolean isPatient() {
    return false;
  }

  Sink<DeadLetter> deadLetters();

  Sink<TunerStatistics> tuner();

  default Sink<DiagnosticsReport> diagnostics() {
    return new DiscardingSink<>();
  }

  /** What the operators' metrics say, now and then. */
  default Sink<MetricsReport> metrics() {
    return new DiscardingSink<>();
  }

  default Sink<PosteriorSample> posterior() {
    return new DiscardingSink<>();
  }

  /** Scaler and dictionaries, by which others understand the samples. */
  default Sink<KnowledgeUpdate> model() {
    return new DiscardingSink<>();
  }
}
