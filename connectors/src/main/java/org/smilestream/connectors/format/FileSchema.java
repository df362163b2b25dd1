package org.smilestream.connectors.format;

import java.io.Serializable;
import org.smilestream.data.Schema;

/** The schema of a file of rows. */
public record FileSchema(Schema schema, FileLayout layout) implements Serializable {}
