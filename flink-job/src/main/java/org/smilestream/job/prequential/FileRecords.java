package org.smilestream.job.prequential;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.smilestream.connectors.format.FileSchema;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.connectors.replay.FileRows;
import org.smilestream.data.ParsedRecord;

/** The records of a file in its order. It is read once, from the first row on, by one subtask. */
final class FileRecords implements GeneratorFunction<Long, ParsedRecord> {
  private static final long serialVersionUID = 1;

  private final String file;
  private final FileSchema schema;
  private transient FileRows rows;
  private transient RowParser parser;

  FileRecords(Path file, FileSchema schema) {
    this.file = file.toString();
    this.schema = schema;
  }

  @Override
  public void open(SourceReaderContext context) throws IOException {
    rows = new FileRows(Path.of(file), schema);
    parser = new RowParser(schema.schema(), true);
  }

  @Override
  public ParsedRecord map(Long index) throws IOException {
    byte[] row = rows.next();
    if (row == null) {
      throw new IOException("file '" + file + "' has become shorter while it was read");
    }
    // The object of a line is one row, and not a minibatch.
    return parser.parse(row, file, FileEdge.PARTITION, index).get(0);
  }

  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
    }
  }
}
