/** Benchmarks of the engines with JMH; how to run them: docs/benchmarks.md. */
package org.smilestream.benchmarks;
