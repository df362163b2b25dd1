package org.smilestream.job.prequential;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.smilestream.connectors.format.FileSchema;
import org.smilestream.connectors.format.RowContent;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.connectors.replay.FileRows;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.RowLayout;

/**
 * The records of a file in its order. Where a row has a time of its own for the label, it is two
 * records: the features in their place, the label in that of its time.
 */
final class RecordReader implements AutoCloseable {
  private static final Comparator<ParsedRecord> BY_TIME =
      Comparator.<ParsedRecord>comparingLong(record -> record.row().eventTime())
          .thenComparing(record -> record.row().origin());

  private final String file;
  private final FileRows rows;
  private final RowParser parser;
  private final RowParser labelParser;
  private final PriorityQueue<ParsedRecord> labels = new PriorityQueue<>(BY_TIME);
  private ParsedRecord ahead;
  private long index;

  /**
   * Opens a file.
   *
   * @throws IOException in one sentence, if it cannot be read or lacks a column of the schema
   */
  RecordReader(Path file, FileSchema schema) throws IOException {
    this.file = file.toString();
    rows = new FileRows(file, schema);
    RowLayout layout = schema.schema().layout();
    boolean split = schema.schema().hasLateLabels() && !layout.labelTime().equals(layout.time());
    parser =
        new RowParser(
            schema.schema(),
            split ? RowContent.FEATURES : RowContent.ofObservation(schema.schema()));
    labelParser = split ? new RowParser(schema.schema(), RowContent.FEATURES_OR_LABEL) : null;
  }

  /**
   * The next record; null after the last.
   *
   * @throws IOException in one sentence, if a line is not CSV
   */
  ParsedRecord next() throws IOException {
    if (ahead == null) {
      ahead = read();
    }
    if (ahead == null || (isRow(ahead) && labelComesBefore(ahead))) {
      return labels.poll();
    }
    ParsedRecord next = ahead;
    ahead = null;
    return next;
  }

  private boolean labelComesBefore(ParsedRecord record) {
    return !labels.isEmpty() && labels.peek().row().eventTime() < record.row().eventTime();
  }

  private ParsedRecord read() throws IOException {
    byte[] row = rows.next();
    if (row == null) {
      return null;
    }
    Origin origin = new Origin(file, FileEdge.PARTITION, index++, 0);
    ParsedRecord record = parse(parser, row, origin);
    if (labelParser == null || !isRow(record)) {
      return record;
    }
    Origin labelOrigin = new Origin(file, FileEdge.PARTITION, origin.offset(), 1);
    ParsedRecord label = parse(labelParser, row, labelOrigin);
    if (!isRow(label)) {
      return label;
    }
    if (label.row().hasTarget()) {
      labels.add(label);
    }
    return record;
  }

  /** The object of a line is one row, and not a minibatch. */
  private static ParsedRecord parse(RowParser parser, byte[] row, Origin origin) {
    return parser.parse(null, row, origin, parsed -> null).get(0);
  }

  private static boolean isRow(ParsedRecord record) {
    return record.row() != null;
  }

  /** Number of rows that were repeats of earlier ones so far. */
  long dropped() {
    return rows.dropped();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
