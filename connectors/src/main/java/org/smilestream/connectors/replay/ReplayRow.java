package org.smilestream.connectors.replay;

/**
 * A row to send.
 *
 * @param eventTime milliseconds since the epoch
 * @param value the record: a JSON object in UTF-8
 */
public record ReplayRow(String id, long eventTime, byte[] value) {}
