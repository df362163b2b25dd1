/**
 * A Kafka broker and a Flink cluster on this machine, each part in a JVM of its own, and a client
 * for this or any other Flink cluster.
 */
package org.smilestream.job.cluster;
