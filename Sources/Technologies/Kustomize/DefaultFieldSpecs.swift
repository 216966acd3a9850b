internal import Projects

/// The fields that kustomize's transformers change unless a kustomization's `configurations` say more.
///
/// A section's name stands at the margin; below it groups of kinds (`Kind@group#version`, `*` for any), each with its paths. A path that
/// starts with `+` is made where it is missing. Source: the field specs that kustomize 5.7 prints with `kustomize config save`.
let defaultFieldSpecs = #"""
    namePrefix
        * :
            metadata/name
    nameSuffix
        * :
            metadata/name
    commonLabels
        Service#v1 ReplicationController#v1 :
            +spec/selector
        Deployment ReplicaSet DaemonSet StatefulSet@apps :
            +spec/selector/matchLabels
        Deployment@apps StatefulSet@apps :
            spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
            spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
            spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
            spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
            spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels
        Job@batch PodDisruptionBudget@policy :
            spec/selector/matchLabels
        CronJob@batch :
            spec/jobTemplate/spec/selector/matchLabels
            +spec/jobTemplate/metadata/labels
            +spec/jobTemplate/spec/template/metadata/labels
        NetworkPolicy@networking.k8s.io :
            spec/podSelector/matchLabels
            spec/ingress/from/podSelector/matchLabels
            spec/egress/to/podSelector/matchLabels
        * :
            +metadata/labels
        ReplicationController#v1 Deployment ReplicaSet DaemonSet StatefulSet@apps Job@batch :
            +spec/template/metadata/labels
        StatefulSet@apps :
            +spec/volumeClaimTemplates[]/metadata/labels
    templateLabels
        * :
            +metadata/labels
        ReplicationController#v1 Deployment ReplicaSet DaemonSet StatefulSet@apps Job@batch :
            +spec/template/metadata/labels
        StatefulSet@apps :
            +spec/volumeClaimTemplates[]/metadata/labels
        CronJob@batch :
            +spec/jobTemplate/metadata/labels
            +spec/jobTemplate/spec/template/metadata/labels
    commonAnnotations
        * :
            +metadata/annotations
        ReplicationController#v1 Deployment ReplicaSet DaemonSet StatefulSet Job@batch :
            +spec/template/metadata/annotations
        CronJob@batch :
            +spec/jobTemplate/metadata/annotations
            +spec/jobTemplate/spec/template/metadata/annotations
    namespace
        Namespace :
            +metadata/name
        APIService@apiregistration.k8s.io :
            +spec/service/namespace
        CustomResourceDefinition@apiextensions.k8s.io :
            spec/conversion/webhook/clientConfig/service/namespace
    varReference
        CronJob :
            spec/jobTemplate/spec/template/spec/containers/args
            spec/jobTemplate/spec/template/spec/containers/command
            spec/jobTemplate/spec/template/spec/containers/env/value
            spec/jobTemplate/spec/template/spec/containers/volumeMounts/mountPath
            spec/jobTemplate/spec/template/spec/initContainers/args
            spec/jobTemplate/spec/template/spec/initContainers/command
            spec/jobTemplate/spec/template/spec/initContainers/env/value
            spec/jobTemplate/spec/template/spec/initContainers/volumeMounts/mountPath
            spec/jobTemplate/spec/template/volumes/nfs/server
        DaemonSet Deployment Job ReplicaSet StatefulSet :
            spec/template/spec/containers/args
            spec/template/spec/containers/command
            spec/template/spec/containers/env/value
            spec/template/spec/containers/volumeMounts/mountPath
            spec/template/spec/initContainers/args
            spec/template/spec/initContainers/command
            spec/template/spec/initContainers/env/value
            spec/template/spec/initContainers/volumeMounts/mountPath
        DaemonSet Deployment Job ReplicaSet :
            spec/template/spec/volumes/nfs/server
        Deployment :
            spec/template/metadata/annotations
        Ingress :
            spec/rules/host
            spec/tls/hosts
            spec/tls/secretName
        Pod :
            spec/containers/args
            spec/containers/command
            spec/containers/env/value
            spec/containers/volumeMounts/mountPath
            spec/initContainers/args
            spec/initContainers/command
            spec/initContainers/env/value
            spec/initContainers/volumeMounts/mountPath
            spec/volumes/nfs/server
        Service :
            spec/ports/port
            spec/ports/targetPort
        StatefulSet :
            spec/volumeClaimTemplates/spec/nfs/server
        PersistentVolume :
            spec/nfs/server
        * :
            metadata/labels
            metadata/annotations
    nameReference Deployment
        HorizontalPodAutoscaler :
            spec/scaleTargetRef/name
    nameReference ReplicationController
        HorizontalPodAutoscaler :
            spec/scaleTargetRef/name
    nameReference ReplicaSet
        HorizontalPodAutoscaler :
            spec/scaleTargetRef/name
    nameReference StatefulSet
        HorizontalPodAutoscaler :
            spec/scaleTargetRef/name
    nameReference ConfigMap#v1
        Pod#v1 :
            spec/volumes/configMap/name
            spec/containers/env/valueFrom/configMapKeyRef/name
            spec/initContainers/env/valueFrom/configMapKeyRef/name
            spec/containers/envFrom/configMapRef/name
            spec/initContainers/envFrom/configMapRef/name
            spec/volumes/projected/sources/configMap/name
        PodTemplate :
            template/spec/volumes/configMap/name
            template/spec/containers/env/valueFrom/configMapKeyRef/name
            template/spec/initContainers/env/valueFrom/configMapKeyRef/name
            template/spec/containers/envFrom/configMapRef/name
            template/spec/initContainers/envFrom/configMapRef/name
            template/spec/volumes/projected/sources/configMap/name
        Deployment ReplicaSet DaemonSet StatefulSet Job :
            spec/template/spec/volumes/configMap/name
            spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
            spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
            spec/template/spec/containers/envFrom/configMapRef/name
            spec/template/spec/initContainers/envFrom/configMapRef/name
            spec/template/spec/volumes/projected/sources/configMap/name
        CronJob :
            spec/jobTemplate/spec/template/spec/volumes/configMap/name
            spec/jobTemplate/spec/template/spec/volumes/projected/sources/configMap/name
            spec/jobTemplate/spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
            spec/jobTemplate/spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
            spec/jobTemplate/spec/template/spec/containers/envFrom/configMapRef/name
            spec/jobTemplate/spec/template/spec/initContainers/envFrom/configMapRef/name
        Node :
            spec/configSource/configMap
        Role ClusterRole :
            rules/resourceNames
        Ingress :
            metadata/annotations/nginx.ingress.kubernetes.io\/fastcgi-params-configmap
    nameReference Secret#v1
        Pod#v1 :
            spec/volumes/secret/secretName
            spec/containers/env/valueFrom/secretKeyRef/name
            spec/initContainers/env/valueFrom/secretKeyRef/name
            spec/containers/envFrom/secretRef/name
            spec/initContainers/envFrom/secretRef/name
            spec/imagePullSecrets/name
            spec/volumes/projected/sources/secret/name
        PodTemplate :
            template/spec/volumes/secret/secretName
            template/spec/containers/env/valueFrom/secretKeyRef/name
            template/spec/initContainers/env/valueFrom/secretKeyRef/name
            template/spec/containers/envFrom/secretRef/name
            template/spec/initContainers/envFrom/secretRef/name
            template/spec/imagePullSecrets/name
            template/spec/volumes/projected/sources/secret/name
        Deployment ReplicaSet DaemonSet StatefulSet Job :
            spec/template/spec/volumes/secret/secretName
            spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name
            spec/template/spec/containers/envFrom/secretRef/name
            spec/template/spec/initContainers/envFrom/secretRef/name
            spec/template/spec/imagePullSecrets/name
            spec/template/spec/volumes/projected/sources/secret/name
        Deployment ReplicaSet DaemonSet StatefulSet Job Service@serving.knative.dev#v1 :
            spec/template/spec/containers/env/valueFrom/secretKeyRef/name
        CronJob :
            spec/jobTemplate/spec/template/spec/volumes/secret/secretName
            spec/jobTemplate/spec/template/spec/volumes/projected/sources/secret/name
            spec/jobTemplate/spec/template/spec/containers/env/valueFrom/secretKeyRef/name
            spec/jobTemplate/spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name
            spec/jobTemplate/spec/template/spec/containers/envFrom/secretRef/name
            spec/jobTemplate/spec/template/spec/initContainers/envFrom/secretRef/name
            spec/jobTemplate/spec/template/spec/imagePullSecrets/name
        Ingress :
            spec/tls/secretName
            metadata/annotations/ingress.kubernetes.io\/auth-secret
            metadata/annotations/nginx.ingress.kubernetes.io\/auth-secret
            metadata/annotations/nginx.ingress.kubernetes.io\/auth-tls-secret
        ServiceAccount :
            imagePullSecrets/name
        StorageClass :
            parameters/secretName
            parameters/adminSecretName
            parameters/userSecretName
            parameters/secretRef
        Role ClusterRole :
            rules/resourceNames
        PersistentVolume :
            spec/azureFile/secretName
    nameReference Service#v1
        StatefulSet@apps :
            spec/serviceName
        Ingress :
            spec/rules/http/paths/backend/serviceName
            spec/backend/serviceName
            spec/rules/http/paths/backend/service/name
            spec/defaultBackend/service/name
        APIService@apiregistration.k8s.io :
            spec/service/name
        ValidatingWebhookConfiguration@admissionregistration.k8s.io MutatingWebhookConfiguration@admissionregistration.k8s.io :
            webhooks/clientConfig/service
    nameReference Role@rbac.authorization.k8s.io
        RoleBinding@rbac.authorization.k8s.io :
            roleRef/name
    nameReference ClusterRole@rbac.authorization.k8s.io
        RoleBinding@rbac.authorization.k8s.io ClusterRoleBinding@rbac.authorization.k8s.io :
            roleRef/name
    nameReference ServiceAccount#v1
        RoleBinding@rbac.authorization.k8s.io ClusterRoleBinding@rbac.authorization.k8s.io :
            subjects
        Pod :
            spec/serviceAccountName
        StatefulSet Deployment ReplicationController Job DaemonSet :
            spec/template/spec/serviceAccountName
        CronJob :
            spec/jobTemplate/spec/template/spec/serviceAccountName
    nameReference PersistentVolumeClaim#v1
        Pod :
            spec/volumes/persistentVolumeClaim/claimName
        StatefulSet Deployment ReplicationController Job DaemonSet :
            spec/template/spec/volumes/persistentVolumeClaim/claimName
        CronJob :
            spec/jobTemplate/spec/template/spec/volumes/persistentVolumeClaim/claimName
    nameReference PersistentVolume#v1
        PersistentVolumeClaim :
            spec/volumeName
        ClusterRole :
            rules/resourceNames
    nameReference StorageClass@storage.k8s.io#v1
        PersistentVolume PersistentVolumeClaim :
            spec/storageClassName
        StatefulSet :
            spec/volumeClaimTemplates/spec/storageClassName
    nameReference PriorityClass@scheduling.k8s.io#v1
        Pod :
            spec/priorityClassName
        StatefulSet Deployment ReplicationController Job DaemonSet :
            spec/template/spec/priorityClassName
        CronJob :
            spec/jobTemplate/spec/template/spec/priorityClassName
    nameReference IngressClass@networking.k8s.io/v1#v1
        Ingress :
            spec/ingressClassName
    nameReference ValidatingAdmissionPolicy@admissionregistration.k8s.io
        ValidatingAdmissionPolicyBinding@admissionregistration.k8s.io :
            spec/policyName
    images
        * :
            +spec/containers[]/image
            +spec/initContainers[]/image
            +spec/volumes[]/image/reference
            +spec/template/spec/containers[]/image
            +spec/template/spec/initContainers[]/image
            +spec/template/spec/volumes[]/image/reference
    replicas
        Deployment ReplicationController ReplicaSet StatefulSet :
            +spec/replicas
    """#
