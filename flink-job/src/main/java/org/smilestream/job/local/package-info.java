/**
 * One job in a Flink mini cluster in this JVM, and what goes with it: what the demo and the
 * benchmarks that run the whole job have in common.
 */
package org.smilestream.job.local;
