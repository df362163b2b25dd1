/** A Kafka broker as a child process on this machine, for the demo and for tests. */
package org.smilestream.connectors.broker;
