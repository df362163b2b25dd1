/** {@code smilestream bench engines}: how fast the engines are on this machine. */
package org.smilestream.job.bench.engines;
