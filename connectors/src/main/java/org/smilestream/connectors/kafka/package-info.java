/** Sources and sinks of the job, and what else it asks of a Kafka cluster. */
package org.smilestream.connectors.kafka;
