#!/bin/sh
# In place of bin/kafka-run-class.sh, and under other names of the programs that call it: the same classes from the same jars.
set -eu
home=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
case ${0##*/} in
  kafka-server-start.sh) main=kafka.Kafka ;;
  kafka-storage.sh) main=kafka.tools.StorageTool ;;
  kafka-topics.sh) main=org.apache.kafka.tools.TopicCommand ;;
  kafka-configs.sh) main=kafka.admin.ConfigCommand ;;
  kafka-consumer-groups.sh) main=org.apache.kafka.tools.consumer.group.ConsumerGroupCommand ;;
  kafka-dump-log.sh) main=org.apache.kafka.tools.DumpLogSegments ;;
  *)
    main=$1
    shift
    ;;
esac
# shellcheck disable=SC2086
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${KAFKA_HEAP_OPTS:-} ${KAFKA_LOG4J_OPTS:-} ${KAFKA_OPTS:-} -cp "$home/classes:$home/libs/*" "$main" "$@"
