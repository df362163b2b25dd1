package org.smilestream.connectors.format;

import org.smilestream.data.Prediction;
import org.smilestream.data.Schema;

/** How predictions are written. */
public enum PredictionEncoding {
  JSON {
    @Override
    public RecordFormat<Prediction> format(Schema schema) {
      return new PredictionFormat(schema);
    }
  },
  AVRO {
    @Override
    public RecordFormat<Prediction> format(Schema schema) {
      return new PredictionAvroFormat(schema);
    }
  };

  /** What writes the predictions of a schema. */
  public abstract RecordFormat<Prediction> format(Schema schema);
}
