package org.smilestream.data;

/** A record as one of several models reads it, by its own schema. */
public record ModelRecord(String model, ParsedRecord record) {}
