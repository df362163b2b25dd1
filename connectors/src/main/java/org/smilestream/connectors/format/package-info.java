/**
 * What the records of the topics look like, byte for byte: see docs/records.md. No Kafka client in
 * here.
 */
package org.smilestream.connectors.format;
