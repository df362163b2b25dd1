package org.smilestream.job.prequential;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.smilestream.connectors.format.FileSchema;
import org.smilestream.data.ParsedRecord;

/** The records of a file in its order. It is read once, from the first row on, by one subtask. */
final class FileRecords implements GeneratorFunction<Long, ParsedRecord> {
  private static final long serialVersionUID = 1;

  private final String file;
  private final FileSchema schema;
  private transient RecordReader records;

  FileRecords(Path file, FileSchema schema) {
    this.file = file.toString();
    this.schema = schema;
  }

  @Override
  public void open(SourceReaderContext context) throws IOException {
    records = new RecordReader(Path.of(file), schema);
  }

  @Override
  public ParsedRecord map(Long index) throws IOException {
    ParsedRecord record = records.next();
    if (record == null) {
      throw new IOException("file '" + file + "' has become shorter while it was read");
    }
    return record;
  }

  @Override
  public void close() throws IOException {
    if (records != null) {
      records.close();
    }
  }
}
