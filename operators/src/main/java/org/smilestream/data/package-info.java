/**
 * The values that travel through the job: rows, samples, predictions, statistics. No Flink in here,
 * but each record is one that Flink serialises field by field, without Kryo.
 */
package org.smilestream.data;
